"""The payer's policy speaks for the service date."""

from collections.abc import Iterator, Sequence
from datetime import date

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


class PolicyStart(Params):
    """First service date the payer's policy speaks for."""

    first: date


def check(params: PolicyStart, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services dated before the policy starts: unknown is never clean."""
    for service in targets:
        if service.role != "other" and service.date < params.first:
            yield Breach(service=service, evidence={"first": params.first.isoformat()})


KIND = Kind(
    name="service_date_covered",
    stage="line",
    params=PolicyStart,
    check=check,
    evidence=frozenset({"first"}),
)
