"""The records of one authorization number do not contradict one another (D-08)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield active claims that name an authorization with several records for one code received on one date."""
    for claim in targets:
        numbers = {service.authorization_number for service in claim.services}
        held = [patient.authorizations[n] for n in sorted(n for n in numbers if n) if n in patient.authorizations]
        codes = sorted({code for authorization in held for code in authorization.contradicted_codes})
        if codes:
            yield Breach(claim=claim, evidence={"codes": ", ".join(codes)})


KIND = Kind(
    name="authorization_records_agree",
    stage="claim",
    params=Params,
    check=check,
    evidence=frozenset({"codes"}),
)
