"""Delivered fractions of a modality stay within a cap for the course, and within the number approved."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class FractionCap(Params):
    """`max` None: only the approved number caps. `approved`: a lower approved number on the notification binds."""

    max: int | None = None
    approved: bool = False


def check(params: FractionCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield deliveries beyond the cap in adjudication order; each date is one fraction."""
    approved = course.approved_fractions if params.approved else None
    caps = [cap for cap in (params.max, approved) if cap is not None]
    if not caps:
        return
    cap = min(caps)
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


KIND = Kind(
    name="fractions_per_course_at_most",
    stage="fractions",
    params=FractionCap,
    check=check,
    outcomes=("default", "approved"),
    evidence=frozenset({"fractions", "max", "approved"}),
)
