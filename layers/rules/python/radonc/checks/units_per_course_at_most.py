"""Units of a set of codes in one course stay within a cap; technical and professional halves net (A-08)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, consume, remaining
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class CourseCap(Params):
    """`together`: the codes share one cap. Services dated outside the provision count too, but never breach."""

    max: int
    together: bool = False


def check(params: CourseCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose units exceed what the course still allows, in adjudication order."""
    governed = frozenset(targets)
    verdicts = course.patient.verdicts
    used: dict[str, dict[str, int]] = {}
    counted: dict[str, list[Service]] = {}
    for service in course.of(params.codes):
        pool = "" if params.together else service.code
        units = verdicts.allowed(service)
        free = remaining(params.max, used.setdefault(pool, {}), service)
        earlier = counted.setdefault(pool, [])
        if units > free and service in governed:
            evidence = {"billed": sum(s.units for s in earlier) + service.units, "max": params.max}
            yield Breach(service=service, allowed_units=free, evidence=evidence, related=tuple(earlier))
        consume(used[pool], service, min(units, free))
        earlier.append(service)


KIND = Kind(
    name="units_per_course_at_most",
    stage="course",
    params=CourseCap,
    check=check,
    evidence=frozenset({"billed", "max"}),
)
