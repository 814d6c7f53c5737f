"""Guidance stands on a date with a treatment delivery (A-38)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes
from radonc.treatment_days import standing


class GuidedDelivery(Params):
    """`deliveries`: codes whose presence on the date settles the matter; `fractions`: those whose fractions count."""

    deliveries: Codes
    fractions: Codes


def check(params: GuidedDelivery, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services on dates without a delivery; once the course is closed, dates beyond its fractions as excess."""
    denied = course.patient.verdicts.denied
    live = [service for service in targets if not denied(service)]
    waiting = [service for service in live if not any(standing(course.patient.days[service.date], params.deliveries))]
    dates = {service.date for service in live} - {service.date for service in waiting}
    fractions = course.fractions(params.fractions)
    for service in waiting:
        dates.add(service.date)
        excess = course.closed and len(dates) > fractions
        evidence = {"guided": len(dates), "fractions": fractions}
        yield Breach(service=service, outcome="excess" if excess else "default", evidence=evidence)


KIND = Kind(
    name="guidance_with_delivery",
    stage="course",
    params=GuidedDelivery,
    check=check,
    outcomes=("default", "excess"),
    evidence=frozenset({"guided", "fractions"}),
)
