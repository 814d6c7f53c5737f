"""Services of the named codes in the named circumstances are in question as such."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


class Questioned(Params):
    """`once_per_claim`: what is asked of the payer, not of a date, is said on the first line of each code and claim."""

    once_per_claim: bool = False


def check(params: Questioned, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield every service the provision governs: its codes, dates and `where` say all."""
    said: set[tuple[Claim, str]] = set()
    for service in targets:
        if params.once_per_claim and (service.claim, service.code) in said:
            continue
        said.add((service.claim, service.code))
        evidence = {
            "modifiers": " ".join(service.modifiers),
            "component": service.component,
            "setting": service.setting.replace("_", " "),
        }
        yield Breach(service=service, evidence=evidence)


KIND = Kind(
    name="not_billable",
    stage="line",
    params=Questioned,
    check=check,
    evidence=frozenset({"modifiers", "component", "setting"}),
)
