"""Services of the named codes in the named circumstances are in question as such."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield every service the provision governs: its codes, dates and `where` say all."""
    for service in targets:
        evidence = {
            "modifiers": " ".join(service.modifiers),
            "component": service.component,
            "setting": service.setting.replace("_", " "),
        }
        yield Breach(service=service, evidence=evidence)


KIND = Kind(
    name="not_billable",
    stage="line",
    params=Params,
    check=check,
    evidence=frozenset({"modifiers", "component", "setting"}),
)
