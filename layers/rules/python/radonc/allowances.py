"""What a course has left of each cap: billed, allowed, billable now, and when the next unit becomes billable."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from radonc.checks.kind import Allowance
from radonc.model.course import Course
from radonc.profiles import Profile
from radonc.provisions import Provision


def allowances(course: Course, profile: Profile) -> list[dict[str, Any]]:
    """Show every cap that speaks of a judged course, by procedure code.

    Units held for review count as billed, for they may yet be paid. `beyond` is what a unit beyond the cap gets.
    """
    rows = [_row(course, provision, left) for provision in _caps(course, profile) for left in _left(provision, course)]
    return sorted(rows, key=lambda row: (row["procedure_codes"], row["edit"]))


def _left(provision: Provision, course: Course) -> Iterator[Allowance]:
    allowance = provision.edit.kind.allowance
    return allowance(provision.params, course) if allowance else iter(())


def _caps(course: Course, profile: Profile) -> Iterator[Provision]:
    """Caps in force: on the latest date one of their codes was billed, or, of what nobody billed yet, treated."""
    for provision in profile.provisions:
        if provision.edit.kind.allowance is None:
            continue
        billed = [service for service in course.services if service.code in provision.params.codes]
        on = max((service.date for service in billed), default=course.last_delivery or date.min)
        fits = any(map(provision.fits, billed)) if billed else not provision.restricts
        if fits and provision.first <= on <= provision.last:
            yield provision


def _row(course: Course, provision: Provision, left: Allowance) -> dict[str, Any]:
    now = max(0, left.allowed - left.billed)
    after = None if course.closed else left.next_after_fractions
    return {
        "edit": provision.edit.code,
        "procedure_codes": list(left.codes),
        "billed": left.billed,
        "allowed": left.allowed,
        "billable_now": now,
        "next_unit": "now" if now else _next_unit(course, left, after),
        "next_unit_after_fractions": after,
        "beyond": provision.outcomes["default"].severity,
    }


def _next_unit(course: Course, left: Allowance, after: int | None) -> str:
    if after is not None:
        return f"from fraction {after} on"
    if course.closed:
        return "none: the course is closed"
    return f"with {left.grows_with}" if left.grows_with else "none in this course"
