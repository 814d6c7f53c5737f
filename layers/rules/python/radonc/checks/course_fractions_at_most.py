"""A service for short courses stands in a course of no more fractions than it is meant for."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class ShortCourse(Params):
    """`max`: fractions of `fraction_codes` up to which the service is the right one."""

    fraction_codes: Codes
    max: int


def check(params: ShortCourse, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of a course that has grown longer; delivered fractions never become fewer, so it need not end."""
    fractions = course.fractions(params.fraction_codes)
    if fractions <= params.max:
        return
    for service in targets:
        if not course.patient.verdicts.denied(service):
            yield Breach(service=service, evidence={"fractions": fractions, "max": params.max})


KIND = Kind(
    name="course_fractions_at_most",
    stage="course",
    params=ShortCourse,
    check=check,
    evidence=frozenset({"fractions", "max"}),
)
