"""Every line of an institutional claim carries a revenue code."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, _patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield active institutional claims with lines that name no revenue code."""
    for claim in targets:
        if claim.status != "active" or claim.record.claim_type != "institutional":
            continue
        bare = [line.line_number for line in claim.record.lines if line.revenue_code is None]
        if bare:
            yield Breach(claim=claim, evidence={"lines": len(bare)})


KIND = Kind(
    name="revenue_code_present",
    stage="claim",
    params=Params,
    check=check,
    evidence=frozenset({"lines"}),
)
