"""Every case file: the edit fires as expected, and stays silent as expected."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_language import book_of, findings_of, named_part, records

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book

FILES = sorted(Path(__file__).parent.glob("*.toml"))
CASES = [(path.stem, case) for path in FILES for case in tomllib.loads(path.read_text())["case"]]


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_book()


def _as_of(case: dict[str, Any]) -> date | None:
    value = case.get("as_of")
    assert value is None or isinstance(value, date)
    return value


@pytest.mark.parametrize(("edit", "case"), CASES, ids=[f"{edit}: {case['name']}" for edit, case in CASES])
def test_case(edit: str, case: dict[str, Any], book: PolicyBook) -> None:
    review = decide(records(case), book_of(case, book), as_of=_as_of(case))
    assert not review.rejects
    found = findings_of(edit, review.decisions)
    expected = case["expect"]
    assert len(found) == len(expected), found
    assert named_part(found, expected) == expected
