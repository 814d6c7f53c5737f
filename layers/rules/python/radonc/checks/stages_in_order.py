"""The steps of a course come in their order: what prepares is dated before what it prepares."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class StageOrder(Params):
    """The first service of `codes` in a course stands no later than the first of `later` and the first delivery."""

    later: Codes = frozenset()


def check(params: StageOrder, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield the services of a step none of which stands before the next step; a step repeated later is in order."""
    steps = sorted(course.of(params.codes), key=lambda s: (s.date, s.order))
    later = min((*course.of(params.later), *course.deliveries), key=lambda s: (s.date, s.order), default=None)
    if later is None or not steps or steps[0].date <= later.date:
        return
    judged = set(targets)
    for service in steps:
        if service.date == steps[0].date and service in judged:
            evidence = {"later": later.code, "later_date": later.date.isoformat()}
            yield Breach(service=service, evidence=evidence, related=(later,))


KIND = Kind(
    name="stages_in_order",
    stage="course",
    params=StageOrder,
    check=check,
    evidence=frozenset({"later", "later_date"}),
)
