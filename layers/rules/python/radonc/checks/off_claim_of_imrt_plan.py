"""A service the outpatient editor keeps off the claim of an IMRT plan does not stand on one (editor edit 125)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.lifecycle import code_status
from radonc.reference.ncci_hospital import IMRT_PLAN, kept_off_claim_with_imrt_plan

OUTPATIENT = ("12", "13")
"""Bill types the edit looks at."""


def check(_params: Params, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services on a claim that holds an IMRT plan, on whatever dates; a code out of force counts for neither."""
    for service in targets:
        if not outpatient(service.claim) or not kept_off_claim_with_imrt_plan(service.code, service.date):
            continue
        plans = tuple(s for s in service.claim.services if s.code == IMRT_PLAN)
        if plans and code_status(service.code, service.date).is_valid:
            yield Breach(service=service, evidence={"plan_date": plans[0].date.isoformat()}, related=plans)


def outpatient(claim: Claim) -> bool:
    """Tell whether the edit looks at a claim; a hospital claim that names no bill type is taken for one of 13x."""
    record = claim.record
    return record.claim_type == "institutional" and (record.bill_type or OUTPATIENT[1]).startswith(OUTPATIENT)


KIND = Kind(
    name="off_claim_of_imrt_plan",
    stage="line",
    params=Params,
    check=check,
    evidence=frozenset({"plan_date"}),
    table="imrt_plan_claim",
)
