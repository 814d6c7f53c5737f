"""The service date lies within the validity the authorization states (D-07)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.precert import listed


def check(_params: Params, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of the precertification table dated outside the validity of the authorization they name."""
    for service in targets:
        held = patient.authorizations.get(service.authorization_number or "")
        if held is None or held.covers_date(service.date) or not listed(service.code, service.date):
            continue
        starts = [record.valid_from.isoformat() for record in held.records if record.valid_from]
        ends = [record.valid_to.isoformat() for record in held.records if record.valid_to]
        evidence = {"valid_from": min(starts, default="any date"), "valid_to": max(ends, default="any date")}
        yield Breach(service=service, evidence=evidence)


KIND = Kind(
    name="authorization_in_validity",
    stage="line",
    params=Params,
    check=check,
    evidence=frozenset({"valid_from", "valid_to"}),
)
