"""The claim holds only codes this editor evaluates (D-23)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.lifecycle import CodeState, code_status


def check(_params: Params, _patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield claims with valid codes outside the field, which no edit looked at."""
    for claim in targets:
        outside = [
            line.procedure_code or f"revenue code {line.revenue_code}"
            for line in claim.record.lines
            if code_status(line.procedure_code, line.service_date).state is CodeState.OUTSIDE_FIELD
        ]
        if outside and claim.status == "active":
            yield Breach(claim=claim, evidence={"outside": ", ".join(sorted(set(outside))), "lines": len(outside)})


KIND = Kind(
    name="codes_of_the_field",
    stage="claim",
    params=Params,
    check=check,
    evidence=frozenset({"outside", "lines"}),
)
