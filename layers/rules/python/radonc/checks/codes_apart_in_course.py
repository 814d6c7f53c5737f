"""Codes that contradict one another are not billed in one course."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class CourseCompany(Params):
    """`codes` are in question where another one of `beside` stands in the course and is not denied."""

    beside: Codes


def check(params: CourseCompany, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose course holds a code that contradicts them."""
    company = tuple(course.of(params.beside))
    for service in targets:
        others = tuple(other for other in company if other.code != service.code)
        if not others or course.patient.verdicts.denied(service):
            continue
        beside = ", ".join(sorted({other.code for other in others}))
        yield Breach(service=service, evidence={"beside": beside}, related=others)


KIND = Kind(
    name="codes_apart_in_course",
    stage="course",
    params=CourseCompany,
    check=check,
    evidence=frozenset({"beside"}),
)
