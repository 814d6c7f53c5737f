"""A service that accompanies treatment is dated no later than shortly after its end."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class Grace(Params):
    """`grace_days`: calendar days after the last delivery that still belong to the treatment (A-26)."""

    grace_days: int


def check(params: Grace, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services dated later than the grace after the last known delivery; a planned course has no end yet."""
    last = course.last_delivery
    if last is None:
        return
    for service in targets:
        if service.date > last + timedelta(days=params.grace_days):
            evidence = {"last": last.isoformat(), "days": (service.date - last).days, "grace": params.grace_days}
            yield Breach(service=service, evidence=evidence)


KIND = Kind(
    name="not_after_treatment",
    stage="course",
    params=Grace,
    check=check,
    evidence=frozenset({"last", "days", "grace"}),
)
