"""The policy was written for the code set of the service dates (D-17)."""

from collections.abc import Iterator, Sequence
from datetime import date

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach


class CodeSetChange(Params):
    """First service date of the code set the policy does not know; `codes` are those whose meaning changed."""

    first: date


def check(params: CodeSetChange, _patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield active claims with a service of a changed code on or after the change."""
    for claim in targets:
        if any(service.date >= params.first and service.code in params.codes for service in claim.services):
            yield Breach(claim=claim, evidence={"first": params.first.isoformat()})


KIND = Kind(
    name="policy_knows_code_set",
    stage="claim",
    params=CodeSetChange,
    check=check,
    evidence=frozenset({"first"}),
)
