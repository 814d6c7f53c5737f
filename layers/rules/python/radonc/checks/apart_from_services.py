"""Services do not stand on a date and site, or in a course, with others that exclude them or hold their work."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes
from radonc.treatment_days import beside


class Apart(Params):
    """What the services may not stand with.

    `others`: codes on the same date and site (unknown is the same, A-02). With `held_in_course` or
    `technique_of_course` they count only where their course holds one of these codes or is authorized for one of these
    techniques; with `same_entity` only where the same provider billed them. `families`: modality families of the
    service's own course. `techniques`: its course is authorized for nothing else. `unnamed`: delivery codes that hide
    the technique where no authorization names it (A-43). `unless_with`: codes whose presence on the date and site
    excuses the service.
    """

    others: Codes = frozenset()
    held_in_course: Codes = frozenset()
    technique_of_course: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    techniques: frozenset[str] = frozenset()
    unnamed: Codes = frozenset()
    unless_with: Codes = frozenset()
    same_entity: bool = False


def check(params: Apart, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services that meet one of the others on the date, else those in a course of an excluded kind."""
    patient = day.patient
    for service in targets:
        if beside(day, service, params.unless_with):
            continue
        met = tuple(other for other in beside(day, service, params.others) if _counts(params, day, other, service))
        course = patient.course_of.get(service)
        techniques = course.techniques if course else frozenset[str]()
        evidence = {
            "others": ", ".join(sorted({other.code for other in met})) or None,
            "component": service.component,
            "setting": service.setting.replace("_", " "),
            "family": course.family if course and course.family else None,
            "technique": ", ".join(sorted(techniques)) or None,
        }
        if met:
            yield Breach(service=service, evidence=evidence, related=met)
        elif course and course.family in params.families:
            yield Breach(service=service, outcome="course", evidence=evidence)
        elif techniques and techniques <= params.techniques:
            yield Breach(service=service, outcome="technique", evidence=evidence)
        elif course and course.deliveries and not techniques and {s.code for s in course.deliveries} <= params.unnamed:
            yield Breach(service=service, outcome="unnamed", evidence=evidence)


def _counts(params: Apart, day: Day, other: Service, service: Service) -> bool:
    """Tell whether a service met on the date is of the course and the provider the provision speaks of."""
    if params.same_entity and other.claim.record.billing_provider_npi != service.claim.record.billing_provider_npi:
        return False
    if not params.held_in_course and not params.technique_of_course:
        return True
    course = day.patient.course_of[other]
    return any(course.of(params.held_in_course)) or not course.techniques.isdisjoint(params.technique_of_course)


KIND = Kind(
    name="apart_from_services",
    stage="day",
    params=Apart,
    check=check,
    outcomes=("default", "course", "technique", "unnamed"),
    evidence=frozenset({"others", "component", "setting", "family", "technique"}),
)
