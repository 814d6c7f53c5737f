"""A service that needs precertification names an authorization on file for the member."""

from collections.abc import Iterator, Sequence

from radonc.authorizations import Authorization
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.precert import COVERED, SUCCESSOR, listed, reach


def check(_params: Params, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of the precertification table without a number, or with one not on file for the member (D-07)."""
    for service in targets:
        if not listed(service.code, service.date):
            continue
        number = service.authorization_number
        if number is None:
            outcome = "uncited" if _would_cover(patient, service) else "default"
            yield Breach(service=service, outcome=outcome)
        elif number not in patient.authorizations:
            yield Breach(service=service, outcome="unknown")


def _would_cover(patient: Patient, service: Service) -> bool:
    return any(covers(held, service) for held in patient.authorizations.values())


def covers(held: Authorization, service: Service) -> bool:
    """Tell whether an authorization reaches a service on its date."""
    if not held.covers_date(service.date):
        return False
    return reach(held, service.code, service.date, service.diagnoses).verdict in (COVERED, SUCCESSOR)


KIND = Kind(
    name="authorization_on_file",
    stage="line",
    params=Params,
    check=check,
    outcomes=("default", "uncited", "unknown"),
)
