"""No other code of the patient's day and provider is the column 1 code of an NCCI pair whose column 2 code this is."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.tables.pair_verdict import Verdict
from radonc.tables.reference_tables import CodePairs, setting_of

INPATIENT_BILL_TYPES = frozenset({"11", "18", "21"})
"""Inpatient claims: the outpatient editor, whose pairs these are, does not look at them."""


def check(_params: Params, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield column 2 services whose pair no modifier of either line lifts.

    `liftable`: a modifier could. `other_physician`: one practice, two rendering physicians; the edit holds if they
    share a specialty, which the claims do not show.
    """
    tables = day.patient.tables
    if len(day.services) == 1:
        return
    codes = frozenset(other.code for other in day.services)
    for service in targets:
        setting = setting_of(service.claim.record.claim_type)
        pairs = tables.code_pairs(setting, day.date)
        if pairs is None:
            continue
        partners = _partners(pairs, codes, service.code, day.date)
        if not partners:
            continue
        beside = [other for other in day.services if other.code in partners]
        column1 = tuple(other for other in company(day, service, beside) if _fails(pairs, other, service))
        if column1:
            yield Breach(
                service=service,
                outcome=_outcome(pairs, column1, service),
                evidence={
                    "column1": ", ".join(sorted({other.code for other in column1})),
                    "table": tables.named("ncci_ptp", setting_of(service.claim.record.claim_type), day.date),
                },
                related=column1,
            )


def company(day: Day, service: Service, among: Sequence[Service]) -> Iterator[Service]:
    """Give those of the day's services `among` of other codes that one provider billed on claims of the same type."""
    record = service.claim.record
    if _inpatient(service.claim):
        return
    for other in among:
        theirs = other.claim.record
        if (
            other.code not in ("", service.code)
            and theirs.claim_type == record.claim_type
            and theirs.billing_provider_npi == record.billing_provider_npi
            and not _inpatient(other.claim)
            and not day.patient.verdicts.denied(other)
        ):
            yield other


def _inpatient(claim: Claim) -> bool:
    return (claim.record.bill_type or "")[:2] in INPATIENT_BILL_TYPES


@lru_cache(maxsize=16_384)
def _partners(pairs: CodePairs, codes: frozenset[str], column2: str, on: date) -> frozenset[str]:
    """Those of the codes that make a pair with column 2 which fails where no modifier lifts it."""
    return frozenset(code for code in codes if pairs.verdict(code, column2, on) is Verdict.FAIL)


def _fails(pairs: CodePairs, column1: Service, column2: Service) -> bool:
    modifiers = (*column1.modifiers, *column2.modifiers)
    return pairs.verdict(column1.code, column2.code, column2.date, modifiers) is Verdict.FAIL


def _outcome(pairs: CodePairs, column1: Sequence[Service], column2: Service) -> str:
    if all(_other_physician(other, column2) for other in column1):
        return "other_physician"
    liftable = all(pairs.liftable(other.code, column2.code, column2.date) for other in column1)
    return "liftable" if liftable else "default"


def _other_physician(one: Service, other: Service) -> bool:
    rendering = {s.claim.record.rendering_provider_npi for s in (one, other)}
    return one.claim.record.claim_type == "professional" and None not in rendering and len(rendering) > 1


KIND = Kind(
    name="code_pair_allowed",
    stage="day",
    params=Params,
    check=check,
    outcomes=("default", "liftable", "other_physician"),
    evidence=frozenset({"column1", "table"}),
    table="ncci_ptp",
)
