"""A table of medically unlikely edits is loaded for the claim's service dates and claim type."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.mue import QUARTER, NoTable, unit_limit


def check(_params: Params, _patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield claims with services no loaded table speaks of, once a claim: unknown is never clean.

    `hospital`: the loaded table is the practitioners' one and says nothing of hospital claims.
    """
    for claim in targets:
        services = [service for service in claim.services if service.role != "other"]
        if not services:
            continue
        evidence = {"loaded": QUARTER}
        if claim.record.claim_type == "institutional":
            yield Breach(claim=claim, outcome="hospital", evidence=evidence | {"services": len(services)})
            continue
        unknown = [s for s in services if isinstance(unit_limit(s.code, s.date), NoTable)]
        if unknown:
            yield Breach(claim=claim, evidence=evidence | {"services": len(unknown)})


KIND = Kind(
    name="mue_table_loaded",
    stage="claim",
    params=Params,
    check=check,
    outcomes=("default", "hospital"),
    evidence=frozenset({"loaded", "services"}),
)
