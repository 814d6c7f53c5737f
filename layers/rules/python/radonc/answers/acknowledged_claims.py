"""Claims of a batch as a 277CA lists them: accepted, or turned away with the statuses that say why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from radonc.answers.answered import Answered, charge_of, service_days_of
from radonc.answers.envelope import NOT_GIVEN
from radonc.answers.front_end import ClaimStatus, front_end_findings, status_of_edit, status_of_problem, turned_away
from radonc.records import ClaimRecord, ServiceLineRecord


@dataclass(frozen=True, slots=True)
class Status:
    """A claim status, what it means in words, and the line it stands on where that is known."""

    status: ClaimStatus
    message: str = ""
    line: ServiceLineRecord | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim in the acknowledgement; `statuses` is empty where it was accepted."""

    claim_id: str
    npi: str
    member_id: str
    charge: Decimal
    days: tuple[date, date]
    bill_type: str
    statuses: tuple[Status, ...]


def read_claim(answered: Answered) -> Entry:
    """List a claim that could be read and was decided."""
    record = answered.record
    numbered = {line.line_number: line for line in record.lines}
    away = front_end_findings(answered) if turned_away(answered) else ()
    statuses = tuple(Status(status_of_edit(found), found["message"], numbered[number]) for number, found in away)
    return _of(record, statuses)


def refused_claim(record: ClaimRecord, reject: Mapping[str, Any]) -> Entry:
    """List a claim that could be read and was refused all the same (its number already used, D-22)."""
    return _of(record, _statuses(reject))


def unread_claim(claim_id: str, reject: Mapping[str, Any], today: date) -> Entry:
    """A claim set aside: what could not be read stands as not given, the date of service as the day of the answer."""
    return Entry(claim_id, "", NOT_GIVEN, Decimal(0), (today, today), "", _statuses(reject))


def _of(record: ClaimRecord, statuses: tuple[Status, ...]) -> Entry:
    return Entry(
        record.claim_id,
        record.billing_provider_npi,
        record.member_id,
        charge_of(record),
        service_days_of(record),
        record.bill_type or "",
        statuses,
    )


def _statuses(reject: Mapping[str, Any]) -> tuple[Status, ...]:
    problems = reject.get("problems") or [reject]
    return tuple(
        Status(status_of_problem(each["field"], each["reason"]), f"{each['field']}: {each['reason']}")
        for each in problems
    )
