"""Originals, replacements and voids: one record of a chain governs, whatever the order (D-14, D-22, D-27)."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from radonc.chains import REUSED_CLAIM_ID, resolve
from radonc.pipeline import decide
from radonc.policy_book import load_book
from radonc.records import ClaimRecord, parse_record


def record(claim_id: str, on: int, frequency: str = "1", original: str | None = None, units: int = 1) -> ClaimRecord:
    """One claim received on a day of March 2025."""
    table: dict[str, Any] = {
        "claim_id": claim_id,
        "payer": "medicare",
        "claim_type": "professional",
        "frequency_code": frequency,
        "received_date": date(2025, 3, on).isoformat(),
        "member_id": "M",
        "billing_provider_npi": "1245319599",
        "place_of_service": "11",
        "diagnoses": ["C61"],
        "lines": [{"line_number": 1, "procedure_code": "77427", "units": units, "service_date": "2025-03-03"}],
    }
    if original:
        table["original_claim_id"] = original
    parsed = parse_record(table)
    assert isinstance(parsed, ClaimRecord)
    return parsed


FIRST = record("A", 10)
SECOND = record("B", 11)


@pytest.mark.parametrize(
    ("chain", "statuses"),
    [
        ([FIRST], {"A1": "active"}),
        ([FIRST, SECOND], {"A1": "active", "B1": "active"}),
        ([FIRST, record("A-R", 12, "7", "A")], {"A1": "superseded", "A-R7": "active"}),
        ([FIRST, record("A", 12, "7", "A")], {"A1": "superseded", "A7": "active"}),
        ([FIRST, record("A", 12, "8", "A")], {"A1": "void", "A8": "void"}),
        (
            [FIRST, record("A-R", 12, "7", "A"), record("A-RR", 13, "7", "A-R")],
            {"A1": "superseded", "A-R7": "superseded", "A-RR7": "active"},
        ),
        (
            [FIRST, record("A-R", 12, "7", "A"), record("A-V", 13, "8", "A-R")],
            {"A1": "superseded", "A-R7": "superseded", "A-V8": "void"},
        ),
        (
            [FIRST, record("A-R", 12, "7", "A"), record("A-V", 12, "8", "A")],
            {"A1": "superseded", "A-R7": "superseded", "A-V8": "void"},
        ),
        (
            [FIRST, record("A-V", 12, "8", "A"), record("A-R", 13, "7", "A")],
            {"A1": "superseded", "A-V8": "void", "A-R7": "active"},
        ),
        ([record("X-R", 12, "7", "UNKNOWN")], {"X-R7": "active"}),
        ([record("X-V", 12, "8", "UNKNOWN")], {"X-V8": "void"}),
    ],
)
def test_the_latest_record_of_a_chain_governs(chain: list[ClaimRecord], statuses: dict[str, str]) -> None:
    for order in permutations(chain):
        resolution = resolve(order)
        found = {f"{c.record.claim_id}{c.record.frequency_code}": c.status for c in resolution.claims}
        assert (found, resolution.refused, resolution.duplicates) == (statuses, (), 0)


def test_the_same_record_twice_is_one() -> None:
    again = record("A", 10)
    resolution = resolve([FIRST, again, again])
    assert ([claim.record for claim in resolution.claims], resolution.duplicates) == ([FIRST], 2)


@pytest.mark.parametrize(
    ("other", "kept"),
    [(record("A", 11, units=2), FIRST), (record("A", 9, units=2), record("A", 9, units=2))],
    ids=["the later one is refused", "the earlier one is kept"],
)
def test_one_claim_id_with_two_contents_keeps_the_earlier(other: ClaimRecord, kept: ClaimRecord) -> None:
    for order in permutations([FIRST, other]):
        resolution = resolve(order)
        assert [claim.record for claim in resolution.claims] == [kept]
        assert list(resolution.refused) == [r for r in (FIRST, other) if r != kept]


def test_two_contents_of_one_day_keep_the_smaller_canonical_text() -> None:
    """Units 1 stand before units 2 in text; everything else is the same."""
    for order in permutations([FIRST, record("A", 10, units=2)]):
        assert [claim.record for claim in resolve(order).claims] == [FIRST]


def test_the_refused_one_is_answered_with_what_to_do() -> None:
    review = decide([FIRST, record("A", 11, units=2)], load_book())
    assert [(reject["claim_id"], reject["field"], reject["reason"]) for reject in review.rejects] == [
        ("A", "claim_id", REUSED_CLAIM_ID)
    ]
    assert [decision["claim_id"] for decision in review.decisions] == ["A"]


def test_what_no_longer_stands_is_answered_without_findings_and_units() -> None:
    review = decide([FIRST, record("A-R", 12, "7", "A", units=1)], load_book())
    superseded, active = review.decisions
    assert (superseded["status"], superseded["disposition"], superseded["findings"]) == ("superseded", "superseded", [])
    assert [(line["disposition"], line["allowed_units"], line["findings"]) for line in superseded["lines"]] == [
        ("superseded", 0, [])
    ]
    assert (active["status"], active["frequency_code"]) == ("active", "7")


@pytest.mark.parametrize(("frequency", "severity"), [("7", "warn"), ("8", "info")])
def test_a_correction_of_something_unknown_says_so(frequency: str, severity: str) -> None:
    review = decide([record("X", 12, frequency, "UNKNOWN")], load_book())
    found = [(finding["category"], finding["severity"]) for finding in review.decisions[0]["findings"]]
    assert ("system", severity) in found
