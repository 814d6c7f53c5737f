"""A claim record together with what was decided about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from radonc.records import ClaimRecord, ServiceLineRecord

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Answered:
    """One claim and its decision (contract: decisions out). Holds the member id: never to be logged."""

    record: ClaimRecord
    decision: Mapping[str, Any]

    @property
    def lines(self) -> list[tuple[ServiceLineRecord, Mapping[str, Any]]]:
        """Service lines with their decided counterparts."""
        return list(zip(self.record.lines, self.decision["lines"], strict=True))

    @property
    def charge(self) -> Decimal:
        """Charges of all lines; a line without one counts nothing."""
        return charge_of(self.record)

    @property
    def charged(self) -> bool:
        """Whether every line names its charge."""
        return all(line.charge is not None for line in self.record.lines)

    @property
    def pended(self) -> bool:
        """Whether the claim, or any of its lines, waits."""
        waiting = (line["disposition"] for line in self.decision["lines"])
        return "pend" in (self.decision["disposition"], *waiting)


def charge_of(record: ClaimRecord) -> Decimal:
    """Charges of all lines of a claim; a line without one counts nothing."""
    return sum((Decimal(line.charge or 0) for line in record.lines), Decimal(0))


def service_days_of(record: ClaimRecord) -> tuple[date, date]:
    """First and last date of service of a claim."""
    ends = [line.service_date_end or line.service_date for line in record.lines]
    return min(line.service_date for line in record.lines), max(ends)


def answered_claims(claims: Iterable[ClaimRecord], decisions: Iterable[Mapping[str, Any]]) -> list[Answered]:
    """Pair records with their decisions, given in the same order."""
    return [Answered(record, decision) for record, decision in zip(claims, decisions, strict=True)]
