"""A service that needs another one, or a circumstance a claim can show, stands with it."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, around
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes, Prefixes


class Companionship(Params):
    """Any one satisfies: a companion, an authorized technique of the course, a diagnosis of the claim.

    A companion stands on the same date, in the same course, or on the same site in the same weeks; with `on_date` only
    the first does.
    """

    companions: Codes
    techniques: frozenset[str] = frozenset()
    diagnoses: Prefixes = ()
    on_date: bool = False


def check(params: Companionship, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services with nothing that satisfies the need; the companion may still arrive on another claim."""
    companions = ", ".join(sorted(params.companions))
    for service in targets:
        if not _accompanied(params, day, service):
            yield Breach(service=service, evidence={"companions": companions})


def _accompanied(params: Companionship, day: Day, service: Service) -> bool:
    if any(other is not service for other in day.of(params.companions)):
        return True
    if params.diagnoses and any(c.startswith(params.diagnoses) for c in service.claim.record.diagnoses):
        return True
    course = day.patient.course_of.get(service)
    if params.on_date:
        return False
    if any(True for _ in around(service, day.patient, params.companions)):
        return True
    return course is not None and not course.techniques.isdisjoint(params.techniques)


KIND = Kind(
    name="companion_present",
    stage="day",
    params=Companionship,
    check=check,
    evidence=frozenset({"companions"}),
)
