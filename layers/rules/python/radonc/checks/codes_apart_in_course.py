"""Codes that contradict one another are not billed in one course."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class CourseCompany(Params):
    """`codes` are in question where another one of `beside` stands in the course and is not denied.

    `once_per_claim`: what speaks of the course and not of a date is said on the first line of each code and claim.
    """

    beside: Codes
    once_per_claim: bool = False


def check(params: CourseCompany, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose course holds a code that contradicts them."""
    company = tuple(course.of(params.beside))
    said: set[tuple[Claim, str]] = set()
    for service in targets:
        others = tuple(other for other in company if other.code != service.code)
        if not others or course.patient.verdicts.denied(service):
            continue
        if params.once_per_claim and (service.claim, service.code) in said:
            continue
        said.add((service.claim, service.code))
        beside = ", ".join(sorted({other.code for other in others}))
        yield Breach(service=service, evidence={"beside": beside}, related=others)


KIND = Kind(
    name="codes_apart_in_course",
    stage="course",
    params=CourseCompany,
    check=check,
    evidence=frozenset({"beside"}),
)
