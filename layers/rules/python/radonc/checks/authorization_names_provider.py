"""The claim comes from the provider the authorization names (A-31, D-07)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.codes import OTHER_ROLE
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class ProviderBound(Params):
    """`bound` codes are approved for a provider; for the others another provider is only remarked."""

    bound: Codes = frozenset()


def check(params: ProviderBound, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose authorization names a provider that neither bills nor renders them.

    `other`: said once for each authorization of a claim.
    """
    remarked: set[tuple[Claim, str]] = set()
    for service in targets:
        if service.role == OTHER_ROLE:
            continue
        held = patient.authorizations.get(service.authorization_number or "")
        named = {record.provider_npi for record in held.records if record.provider_npi} if held else set()
        claim = service.claim.record
        if not named or not named.isdisjoint((claim.billing_provider_npi, claim.rendering_provider_npi)):
            continue
        if service.code in params.bound:
            yield Breach(service=service)
        elif (claim_and_number := (service.claim, service.authorization_number or "")) not in remarked:
            remarked.add(claim_and_number)
            yield Breach(service=service, outcome="other")


KIND = Kind(
    name="authorization_names_provider",
    stage="line",
    params=ProviderBound,
    check=check,
    outcomes=("default", "other"),
)
