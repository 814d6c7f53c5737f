"""Units of a set of codes in one course stay within a cap; technical and professional halves net (A-08)."""

from collections.abc import Iterator, Sequence
from typing import Literal

from radonc.checks.kind import Allowance, Kind, Params, components, consume, doubled, own_site, remaining
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class CourseCap(Params):
    """`together`: the codes share one cap. Services dated outside the provision count too, but never breach.

    Services of another site than the course's that belong nowhere yet have a cap of their own.

    `count`: units, or the distinct dates a code stands on. `delivered_by` and `techniques` limit the cap to courses
    with such deliveries or, before any delivery, such an authorization.
    """

    max: int
    together: bool = False
    count: Literal["units", "dates"] = "units"
    delivered_by: Codes = frozenset()
    techniques: frozenset[str] = frozenset()


def check(params: CourseCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose units exceed what the course still allows, in adjudication order.

    `overlap`: the excess is a half beside the global service of the same date; which is right is unknown.
    """
    if not _applies(params, course):
        return
    governed = frozenset(targets)
    used: dict[str, dict[str, int]] = {}
    counted: dict[str, list[Service]] = {}
    for service in course.of(params.codes):
        site = own_site(service, course)
        if site and params.delivered_by:
            continue
        pool = site + ("" if params.together else f" {service.code}")
        earlier = counted.setdefault(pool, [])
        units = _weight(params, course, service, earlier)
        taken = used.setdefault(pool, {})
        free = remaining(params.max, taken, service)
        consume(taken, service, units)
        if units > free and service in governed:
            evidence = {"billed": max(taken[part] for part in components(service)), "max": params.max}
            outcome = "overlap" if doubled(service, earlier) else "default"
            yield Breach(
                service=service, outcome=outcome, allowed_units=free, evidence=evidence, related=tuple(earlier)
            )
        earlier.append(service)


def _applies(params: CourseCap, course: Course) -> bool:
    if not params.delivered_by:
        return True
    if course.deliveries:
        return any(service.code in params.delivered_by for service in course.deliveries)
    return not course.techniques.isdisjoint(params.techniques)


def _weight(params: CourseCap, course: Course, service: Service, earlier: Sequence[Service]) -> int:
    if params.count == "units":
        return course.patient.verdicts.allowed(service)
    return 0 if any(other.date == service.date for other in earlier) else 1


def allowance(params: CourseCap, course: Course) -> Iterator[Allowance]:
    """Units (or dates) billed so far and the cap, code by code unless they share it; nothing of codes nobody billed."""
    if not _applies(params, course):
        return
    own = [service for service in course.of(params.codes) if not own_site(service, course)]
    codes = sorted({service.code for service in own})
    for shared in [tuple(sorted(params.codes))] if params.together and own else [(code,) for code in codes]:
        used: dict[str, int] = {}
        counted: list[Service] = []
        for service in own:
            if service.code in shared:
                consume(used, service, _weight(params, course, service, counted))
                counted.append(service)
        yield Allowance(codes=shared, billed=max(used.values(), default=0), allowed=params.max)


KIND = Kind(
    name="units_per_course_at_most",
    stage="course",
    params=CourseCap,
    check=check,
    outcomes=("default", "overlap"),
    evidence=frozenset({"billed", "max"}),
    allowance=allowance,
)
