"""Services of the named codes do not stand beside certain others of the same date and site."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes

SITE_MODIFIERS = frozenset({"59", "XS"})  # a site of its own is claimed, not shown


class DateConflict(Params):
    """`parents` include the service on their date. `in_course`: the same course on another date is remarked (D-11)."""

    parents: Codes
    in_course: bool = False


def check(params: DateConflict, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services with a parent of the same date and site, or of the same course on another date."""
    for service in targets:
        if day.patient.verdicts.denied(service):
            continue
        parents = [s for s in day.of(params.parents) if s is not service and service.same_site(s)]
        outcome = "site_claimed" if _claims_site(service, parents) else "default"
        if not parents and params.in_course:
            parents, outcome = _on_other_dates(params, day, service), "other_date"
        if parents:
            evidence = {"parent": parents[0].code, "parent_date": parents[0].date.isoformat()}
            yield Breach(service=service, outcome=outcome, evidence=evidence, related=tuple(parents))


def _claims_site(service: Service, parents: Sequence[Service]) -> bool:
    return any(not SITE_MODIFIERS.isdisjoint(s.modifiers) for s in (service, *parents))


def _on_other_dates(params: DateConflict, day: Day, service: Service) -> list[Service]:
    course = day.patient.course_of.get(service)
    if course is None:
        return []
    return [s for s in course.of(params.parents) if s.date != service.date and service.same_site(s)]


KIND = Kind(
    name="not_on_date_with",
    stage="day",
    params=DateConflict,
    check=check,
    outcomes=("default", "site_claimed", "other_date"),
    evidence=frozenset({"parent", "parent_date"}),
)
