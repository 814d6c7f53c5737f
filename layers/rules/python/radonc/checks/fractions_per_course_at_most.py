"""Delivered fractions of a modality stay within a cap for the course, and within the number approved."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Allowance, Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class FractionCap(Params):
    """`max` None: only the approved number caps. `approved`: a lower approved number on the notification binds."""

    max: int | None = None
    approved: bool = False


def check(params: FractionCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield deliveries beyond the cap in adjudication order; each date is one fraction."""
    cap = _cap(params, course)
    if cap is None:
        return
    approved = course.approved_fractions if params.approved else None
    verdicts = course.patient.verdicts
    dates: dict[object, Service] = {}
    for service in targets:
        if not service.technical or verdicts.struck(service) or service.date in dates:
            continue
        dates[service.date] = service
        if len(dates) > cap:
            lower = approved is not None and (params.max is None or approved < params.max)
            evidence = {"fractions": len(dates), "max": cap, "approved": approved}
            related = tuple(dates.values())[:cap]
            yield Breach(
                service=service, outcome="approved" if lower else "default", evidence=evidence, related=related
            )


def _cap(params: FractionCap, course: Course) -> int | None:
    approved = course.approved_fractions if params.approved else None
    return min((cap for cap in (params.max, approved) if cap is not None), default=None)


def allowance(params: FractionCap, course: Course, targets: Sequence[Service]) -> Allowance:
    """Fractions delivered and the fractions the course may hold."""
    dates = {s.date for s in targets if s.technical and not course.patient.verdicts.struck(s)}
    return Allowance(codes=tuple(sorted(params.codes)), billed=len(dates), allowed=_cap(params, course) or len(dates))


KIND = Kind(
    name="fractions_per_course_at_most",
    stage="fractions",
    params=FractionCap,
    check=check,
    outcomes=("default", "approved"),
    evidence=frozenset({"fractions", "max", "approved"}),
    allowance=allowance,
)
