"""Units stay within the medically unlikely edit of the quarter: per line, or added up over the day."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, consume, remaining
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.reference.mue import AdjudicationIndicator, UnitLimit
from radonc.tables.reference_tables import setting_of


def check(_params: Params, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services beyond the limit of their code and provider; technical and professional halves net (A-08)."""
    verdicts = day.patient.verdicts
    used: dict[tuple[str, str], dict[str, int]] = {}
    for service in targets:
        record = service.claim.record
        limit = day.patient.tables.unit_limit(setting_of(record.claim_type), service.code, service.date)
        if not isinstance(limit, UnitLimit) or verdicts.denied(service):
            continue
        units = verdicts.allowed(service)
        by_line = limit.indicator is AdjudicationIndicator.LINE
        taken = {} if by_line else used.setdefault((service.code, record.billing_provider_npi), {})
        free = remaining(limit.value, taken, service)
        if units > free:
            evidence = {
                "billed": limit.value - free + units,
                "limit": limit.value,
                "per": "line" if by_line else "day",
                "indicator": int(limit.indicator),
                "quarter": limit.quarter,
            }
            yield Breach(service=service, outcome=_outcome(limit), allowed_units=free, evidence=evidence)
        consume(taken, service, min(units, free))


def _outcome(limit: UnitLimit) -> str:
    return "clinical" if limit.indicator is AdjudicationIndicator.DAY_CLINICAL else "default"


KIND = Kind(
    name="units_within_mue",
    stage="encounter",
    params=Params,
    check=check,
    outcomes=("default", "clinical"),
    evidence=frozenset({"billed", "limit", "per", "indicator", "quarter"}),
    table="mue",
)
