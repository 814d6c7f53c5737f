"""A code limited to some diagnoses is billed with one of them."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.normalise import ENCOUNTER_FOR_RADIOTHERAPY
from radonc.policy_files import Codes, Prefixes


class DiagnosisList(Params):
    """ICD-10-CM prefixes that satisfy the limit, and those that leave it open (A-05).

    Where some leave it open, so does a service billed for the encounter (Z51.0) alone: no disease is named.

    `given`: the limit hung on these codes and follows an authorization given under one of them (D-17).
    `once_per_claim`: a remark, said on the first line of each code and claim.
    """

    diagnoses: Prefixes
    borderline: Prefixes = ()
    given: Codes = frozenset()
    once_per_claim: bool = False


def check(params: DiagnosisList, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services none of whose diagnoses (pointed, or any of an institutional claim) is on the list."""
    said: set[tuple[Claim, str]] = set()
    for service in targets:
        if any(code.startswith(params.diagnoses) for code in service.diagnoses):
            continue
        held = patient.authorizations.get(service.authorization_number or "")
        if params.given and (held is None or held.codes.isdisjoint(params.given)):
            continue
        if params.once_per_claim and (service.claim, service.code) in said:
            continue
        said.add((service.claim, service.code))
        evidence = {"diagnoses": ", ".join(service.diagnoses)}
        yield Breach(service=service, outcome=_outcome(params, service), evidence=evidence)


def _outcome(params: DiagnosisList, service: Service) -> str:
    if params.given:
        return "succeeding"
    named = [code for code in service.diagnoses if code != ENCOUNTER_FOR_RADIOTHERAPY]
    is_open = not named or any(code.startswith(params.borderline) for code in named)
    return "borderline" if params.borderline and is_open else "default"


KIND = Kind(
    name="diagnosis_among",
    stage="line",
    params=DiagnosisList,
    check=check,
    outcomes=("default", "borderline", "succeeding"),
    evidence=frozenset({"diagnoses"}),
)
