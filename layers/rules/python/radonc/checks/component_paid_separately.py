"""The component billed is paid separately under the fee schedule of its date."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.fee_schedule import indicator

BUNDLED = "B"


class Paid(Params):
    """`once_per_claim`: lines that may stand for tracking are remarked on the first line of each code and claim."""

    once_per_claim: bool = False


def check(params: Paid, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services bundled by status as billed, and whole services whose technical part is."""
    said: set[tuple[Claim, str]] = set()
    for service in targets:
        if not service.technical or (params.once_per_claim and (service.claim, service.code) in said):
            continue
        said.add((service.claim, service.code))
        whole = indicator(service.code, service.date)
        technical = indicator(service.code, service.date, "TC")
        billed = technical if service.component == "technical" and technical else whole
        if billed is not None and billed.status == BUNDLED:
            yield Breach(service=service)
        elif technical is not None and technical.status == BUNDLED:
            yield Breach(service=service, outcome="whole")


KIND = Kind(
    name="component_paid_separately",
    stage="line",
    params=Paid,
    check=check,
    outcomes=("default", "whole"),
    table="fee_schedule",
)
