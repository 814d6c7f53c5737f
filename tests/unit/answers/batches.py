"""Small batches for the tests of answers: claims in contract form, decided by the shipped policies."""

from datetime import date
from functools import cache
from typing import Any

from radonc.answers.answered import Answered, answered_claims
from radonc.answers.envelope import Envelope
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import ClaimRecord, parse_record

CLOSED = date(2026, 6, 30)
ENVELOPE = Envelope(day=date(2025, 7, 2))


@cache
def book() -> PolicyBook:
    return load_book()


def claim(claim_id: str = "C1", *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A freestanding Medicare claim of conventional treatment; `lines` are numbered from 1."""
    numbered = [{"line_number": number, **each} for number, each in enumerate(lines or (delivery(),), 1)]
    return {
        "claim_id": claim_id,
        "payer": "medicare",
        "claim_type": "professional",
        "received_date": "2025-06-30",
        "member_id": "M-77",
        "billing_provider_npi": "1234567893",
        "place_of_service": "11",
        "diagnoses": ["C61"],
        "lines": numbered,
    } | fields


def delivery(day: str = "2025-06-11", **fields: Any) -> dict[str, Any]:
    """One conventional delivery of 200.00 dollars."""
    return {
        "procedure_code": "G6012",
        "units": 1,
        "service_date": day,
        "diagnosis_pointers": [1],
        "charge": "200.00",
    } | fields


def answered(*claims: dict[str, Any]) -> list[Answered]:
    """Decide claims after their courses have closed, and pair them with their decisions."""
    records = [parse_record(each) for each in claims]
    review = decide(records, book(), as_of=CLOSED)
    assert review.rejects == ()
    assert all(isinstance(record, ClaimRecord) for record in records)
    return answered_claims(review.claims, review.decisions)


def decided_line(billed: int, allowed: int, disposition: str, *findings: dict[str, Any], charge: str) -> dict[str, Any]:
    """A decided line as a decision holds it, as far as answers look at it."""
    return {
        "line_number": 1,
        "billed_units": billed,
        "allowed_units": allowed,
        "disposition": disposition,
        "charge": charge,
        "findings": list(findings),
    }


def finding(edit: str, severity: str, allowed: int, carc: str, *rarc: str, group: str = "CO") -> dict[str, Any]:
    """A finding as a decision holds it, as far as answers look at it."""
    return {
        "edit": edit,
        "severity": severity,
        "allowed_units": allowed,
        "group_code": group,
        "carc": carc,
        "rarc": list(rarc),
    }
