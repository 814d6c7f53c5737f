"""A replacement or void names a claim we know (D-14)."""

from collections.abc import Iterator, Sequence

from radonc.chains import UNKNOWN_ORIGINAL, WAITING_VOID
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, _patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield replacements that stand alone, and voids that wait for their original."""
    for claim in targets:
        evidence = {"original": claim.record.original_claim_id}
        if UNKNOWN_ORIGINAL in claim.notes:
            yield Breach(claim=claim, evidence=evidence)
        if WAITING_VOID in claim.notes:
            yield Breach(claim=claim, outcome="waiting", evidence=evidence)


KIND = Kind(
    name="original_claim_known",
    stage="claim",
    params=Params,
    check=check,
    outcomes=("default", "waiting"),
    evidence=frozenset({"original"}),
)
