"""Modifiers 26 and TC suit how the service divides into a professional and a technical part."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.policy_files import Codes
from radonc.reference.fee_schedule import ComponentSplit, component_split

_UNDIVIDED = frozenset({ComponentSplit.TECHNICAL_ONLY, ComponentSplit.PROFESSIONAL_ONLY})


class ComponentModifier(Params):
    """`but`: codes a document of the payer speaks of itself.

    `restated`: a modifier that only says what the code says is a breach too: the schedule has no 26 on
    professional-only and no TC on technical-only services.
    """

    but: Codes = frozenset()
    restated: bool = False


def check(params: ComponentModifier, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield 26 on technical-only services, TC on professional-only ones, either on undivided ones (D-25), and both."""
    for service in targets:
        named = {"26", "TC"}.intersection(service.modifiers)
        if not named or service.code in params.but or service.role == "other":
            continue
        split = component_split(service.code, service.date)
        evidence = {"modifier": " and ".join(sorted(named))}
        if len(named) == 2:
            yield Breach(service=service, outcome="contradictory", evidence=evidence)
        elif "26" in named and split is ComponentSplit.TECHNICAL_ONLY:
            yield Breach(service=service, outcome="technical_only", evidence=evidence)
        elif "TC" in named and split is ComponentSplit.PROFESSIONAL_ONLY:
            yield Breach(service=service, outcome="professional_only", evidence=evidence)
        elif split is ComponentSplit.NONE:
            yield Breach(service=service, evidence=evidence)
        elif params.restated and split in _UNDIVIDED:
            yield Breach(service=service, outcome="restated", evidence=evidence)


KIND = Kind(
    name="modifier_fits_component",
    stage="line",
    params=ComponentModifier,
    check=check,
    outcomes=("default", "technical_only", "professional_only", "contradictory", "restated"),
    evidence=frozenset({"modifier"}),
    table="fee_schedule",
)
