"""Services of the named codes stand in no course that holds certain other services."""

from collections.abc import Iterator, Sequence
from typing import Literal

from radonc.checks.kind import Kind, Params, around
from radonc.model.claim import Service
from radonc.model.course import Course, Patient
from radonc.model.finding import Breach
from radonc.policy_files import Codes, Prefixes


class CourseConflict(Params):
    """`parents`: codes whose presence in the course puts the service in question, before or after it (A-17).

    `techniques`: authorized techniques that stand for a parent not yet billed. `unless`, `unless_techniques`,
    `unless_diagnoses`: what lifts the conflict. `since` `parent`: only from the date of the first parent on.
    `off_delivery_dates`: codes judged only on dates on which the patient has no delivery (D-04).
    """

    parents: Codes
    techniques: frozenset[str] = frozenset()
    unless: Codes = frozenset()
    unless_techniques: frozenset[str] = frozenset()
    unless_diagnoses: Prefixes = ()
    since: Literal["ever", "parent"] = "ever"
    off_delivery_dates: Codes = frozenset()


def check(params: CourseConflict, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services in a course with a parent.

    `other_site`: no parent treats the service's site. `boost`: service and parents stand on different sides of the
    first delivery, so one did not prepare the other (D-04).
    """
    for service in targets:
        course = patient.course_of.get(service)
        if course is None or _lifted(params, patient, service) or _on_delivery_date(params, patient, service):
            continue
        parents = [s for s in course.services if s.code in params.parents and s is not service]
        if not parents and course.techniques.isdisjoint(params.techniques):
            continue
        if params.since == "parent" and not any(parent.date <= service.date for parent in parents):
            continue
        evidence = {"parent": parents[0].code if parents else "the authorized technique", "found": len(parents)}
        yield Breach(
            service=service, outcome=_outcome(course, service, parents), evidence=evidence, related=tuple(parents[:3])
        )


def _outcome(course: Course, service: Service, parents: Sequence[Service]) -> str:
    if not parents:
        return "default"
    if not any(service.same_site(parent) for parent in parents):
        return "other_site"
    first = course.first_delivery
    if first is not None and (service.date > first or all(parent.date > first for parent in parents)):
        return "boost"
    return "default"


def _lifted(params: CourseConflict, patient: Patient, service: Service) -> bool:
    course = patient.course_of[service]
    return (
        any(True for _ in around(service, patient, params.unless))
        or not course.techniques.isdisjoint(params.unless_techniques)
        or (bool(params.unless_diagnoses) and any(c.startswith(params.unless_diagnoses) for c in _diagnoses(service)))
    )


def _diagnoses(service: Service) -> tuple[str, ...]:
    """All diagnoses of the claim: a circumstance need not be what the line points to."""
    return service.claim.record.diagnoses


def _on_delivery_date(params: CourseConflict, patient: Patient, service: Service) -> bool:
    if service.code not in params.off_delivery_dates:
        return False
    return any(other.role == "delivery" for other in patient.days[service.date].services)


KIND = Kind(
    name="not_in_course_with",
    stage="line",
    params=CourseConflict,
    check=check,
    outcomes=("default", "other_site", "boost"),
    evidence=frozenset({"parent", "found"}),
)
