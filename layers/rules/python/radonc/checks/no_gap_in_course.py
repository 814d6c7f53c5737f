"""Deliveries of one course lie no more than 60 days apart (D-16)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


def check(_params: Params, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield the first delivery line after each gap; one authorization number keeps the course together."""
    for last, next_ in course.gaps:
        service = next((s for s in targets if s.role == "delivery" and s.date == next_), None)
        if service is not None:
            yield Breach(service=service, evidence={"last": last.isoformat(), "gap_days": (next_ - last).days})


KIND = Kind(
    name="no_gap_in_course",
    stage="course",
    params=Params,
    check=check,
    evidence=frozenset({"last", "gap_days"}),
)
