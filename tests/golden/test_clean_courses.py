"""Whole courses billed as they should be: nothing is denied, held or cut, whatever edit looks at them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import Record, parse_record

CLEAN = Path(__file__).parent / "clean"
COURSES = sorted(path.name for path in CLEAN.iterdir() if path.is_dir())
LONG_AFTER = date(2027, 6, 1)  # every course is closed by then: final tallies are judged too


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def read(course: str) -> list[Record]:
    text = (CLEAN / course / "claims.jsonl").read_text(encoding="utf-8")
    return [parse_record(line) for line in text.splitlines()]


def objections(decisions: tuple[dict[str, Any], ...]) -> list[str]:
    found = []
    for decision in decisions:
        for line in (*decision["lines"], {"line_number": None, "findings": decision["findings"]}):
            place = f"{decision['claim_id']} line {line['line_number']}"
            found += [
                f"{place}: {finding['severity']} {finding['edit']}: {finding['message']}"
                for finding in line["findings"]
                if finding["severity"] in ("deny", "pend", "reduce")
            ]
    return found


def test_there_are_courses_of_every_profile_that_judges_claims(book: PolicyBook) -> None:
    payers = {record.payer for course in COURSES for record in read(course)}
    assert payers == set(book.payers)
    assert len(COURSES) >= 12


@pytest.mark.parametrize("as_of", [None, LONG_AFTER], ids=["while it runs", "long closed"])
@pytest.mark.parametrize("course", COURSES)
def test_a_course_billed_as_it_should_be_passes(course: str, as_of: date | None, book: PolicyBook) -> None:
    review = decide(read(course), book, as_of=as_of)
    assert review.rejects == ()
    assert objections(review.decisions) == []
    billed = [
        (line["billed_units"], line["allowed_units"])
        for decision in review.decisions
        if decision["status"] == "active"
        for line in decision["lines"]
    ]
    assert [pair for pair in billed if pair[0] != pair[1]] == []


@pytest.mark.parametrize("course", [name for name in COURSES if name != "corrected-and-voided-claims"])
def test_a_course_passes_claim_by_claim_as_it_arrives(course: str, book: PolicyBook) -> None:
    """What is known of a course grows with each claim; a correct one is denied at no time (pends may wait for it)."""
    records = read(course)
    authorizations = [record for record in records if record.type == "authorization"]
    claims = sorted((r for r in records if r.type == "claim"), key=lambda r: (r.received_date, r.claim_id))
    denied = []
    for count in range(1, len(claims) + 1):
        review = decide([*authorizations, *claims[:count]], book)
        denied += [text for text in objections(review.decisions) if ": deny " in text or ": reduce " in text]
    assert denied == []
