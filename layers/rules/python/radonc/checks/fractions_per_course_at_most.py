"""Delivered fractions of a modality stay within a cap for the course, and within the number approved."""

from collections.abc import Iterator, Sequence
from datetime import date

from radonc.approvals import approved_fractions
from radonc.checks.kind import Allowance, Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class FractionCap(Params):
    """`max` None: only the approved number caps. `approved`: a lower approved number on the notification binds.

    `sessions`: a second session of a date (76, 59, XE) is a fraction of its own; otherwise each date is one.
    """

    max: int | None = None
    approved: bool = False
    sessions: bool = False


def check(params: FractionCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield deliveries beyond the cap in adjudication order.

    Deliveries dated outside the provision count too, but never breach. `not_stated`: a notification given under one of
    the codes is on file for the course and states no number, so `max` alone caps; said once, on the first delivery.
    """
    approved, caps = _caps(params, course)
    if not caps:
        return
    governed = frozenset(targets)
    fractions = _fractions(params, course)
    notified = any(not held.codes.isdisjoint(params.codes) for held in course.authorizations)
    if params.approved and approved is None and notified and fractions and fractions[0] in governed:
        yield Breach(service=fractions[0], outcome="not_stated", evidence={"max": params.max})
    cap = min(caps)
    lower = approved is not None and (params.max is None or approved < params.max)
    for number, service in enumerate(fractions, 1):
        if number > cap and service in governed:
            evidence = {"fractions": number, "max": cap, "approved": approved}
            related = tuple(fractions[:cap])
            yield Breach(
                service=service, outcome="approved" if lower else "default", evidence=evidence, related=related
            )


def allowance(params: FractionCap, course: Course) -> Iterator[Allowance]:
    """Fractions delivered so far and the lower of cap and approved number, in courses of such deliveries."""
    approved, caps = _caps(params, course)
    fractions = _fractions(params, course)
    if caps and fractions:
        codes = tuple(sorted({service.code for service in fractions}))
        raised = "more approved fractions" if approved == min(caps) != params.max else ""
        yield Allowance(codes=codes, billed=len(fractions), allowed=min(caps), grows_with=raised)


def _caps(params: FractionCap, course: Course) -> tuple[int | None, list[int]]:
    """Give the approved number where it binds, and every cap there is."""
    approved = approved_fractions(course, params.codes) if params.approved else None
    return approved, [cap for cap in (params.max, approved) if cap is not None]


def _fractions(params: FractionCap, course: Course) -> list[Service]:
    struck = course.patient.verdicts.struck
    dates: set[date] = set()
    fractions = []
    for service in course.services:
        if service.code not in params.codes or not service.technical or struck(service):
            continue
        if service.date in dates and not (params.sessions and service.has_session_evidence):
            continue
        dates.add(service.date)
        fractions.append(service)
    return fractions


KIND = Kind(
    name="fractions_per_course_at_most",
    stage="fractions",
    params=FractionCap,
    check=check,
    outcomes=("default", "approved", "not_stated"),
    evidence=frozenset({"fractions", "max", "approved"}),
    allowance=allowance,
)
