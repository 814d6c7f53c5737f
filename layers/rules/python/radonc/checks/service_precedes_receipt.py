"""A service was rendered before the payer received the claim for it."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services dated after the day their claim was received."""
    for service in targets:
        received = service.claim.record.received_date
        if service.date > received:
            yield Breach(service=service, evidence={"received": received.isoformat()})


KIND = Kind(
    name="service_precedes_receipt",
    stage="line",
    params=Params,
    check=check,
    evidence=frozenset({"received"}),
)
