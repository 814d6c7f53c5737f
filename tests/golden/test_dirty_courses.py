"""Courses with mistakes: each is found with its units, checked by hand against the documents, and no other is."""

import json
from pathlib import Path
from typing import Any

import pytest

from radonc.pipeline import decide
from radonc.policy_book import load_book
from radonc.records import parse_record

DIRTY = Path(__file__).parent / "dirty"
COURSES = sorted(path.name for path in DIRTY.iterdir() if path.is_dir())
NAMED = ("edit", "severity", "allowed_units")


@pytest.mark.parametrize("course", COURSES)
def test_the_mistakes_of_a_course_are_found_and_no_others(course: str) -> None:
    text = (DIRTY / course / "claims.jsonl").read_text(encoding="utf-8")
    review = decide([parse_record(line) for line in text.splitlines()], load_book())
    expected = json.loads((DIRTY / course / "expected.json").read_text(encoding="utf-8"))
    wanted = [{name: value for name, value in entry.items() if name != "why"} for entry in expected]
    assert found(review.decisions) == sorted(wanted, key=_place)
    assert [entry for entry in expected if not entry["why"]] == []


def found(decisions: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Findings that deny, hold or cut, by claim, line and edit."""
    rows = []
    for decision in decisions:
        for line in decision["lines"]:
            place = {
                "claim_id": decision["claim_id"],
                "line_number": line["line_number"],
                "procedure_code": line["procedure_code"],
            }
            rows += [
                {**place, **{name: finding[name] for name in NAMED}}
                for finding in line["findings"]
                if finding["severity"] in ("deny", "pend", "reduce")
            ]
    return sorted(rows, key=_place)


def _place(entry: dict[str, Any]) -> tuple[str, int, str]:
    return entry["claim_id"], entry["line_number"], entry["edit"]
