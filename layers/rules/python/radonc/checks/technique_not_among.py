"""The course of a service is authorized for another technique than those that ask for a reason."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


class Techniques(Params):
    """Techniques, by their names in the precertification table, that put the codes in question."""

    techniques: frozenset[str]


def check(params: Techniques, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of a course authorized for these techniques only; with no technique on file nothing is known."""
    if not course.techniques or not course.techniques <= params.techniques:
        return
    for service in targets:
        yield Breach(service=service, evidence={"technique": ", ".join(sorted(course.techniques))})


KIND = Kind(
    name="technique_not_among",
    stage="course",
    params=Techniques,
    check=check,
    evidence=frozenset({"technique"}),
)
