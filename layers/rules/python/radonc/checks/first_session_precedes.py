"""Later sessions of a fractionated treatment follow a first one in the course."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class FirstSession(Params):
    """`first`: codes of the first session; `instead`: codes a mixed biller may have reported it under."""

    first: Codes
    instead: Codes = frozenset()


def check(params: FirstSession, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield later sessions with no first session on an earlier date, which may still arrive."""
    firsts = {service.date for service in course.of(params.first)}
    others = tuple(course.of(params.instead))
    for service in targets:
        if any(on < service.date for on in firsts):
            continue
        earlier = tuple(other for other in others if other.date < service.date)
        evidence = {
            "first": ", ".join(sorted(params.first)),
            "instead": ", ".join(sorted({s.code for s in earlier})) or None,
        }
        yield Breach(service=service, outcome="instead" if earlier else "default", evidence=evidence, related=earlier)


KIND = Kind(
    name="first_session_precedes",
    stage="course",
    params=FirstSession,
    check=check,
    outcomes=("default", "instead"),
    evidence=frozenset({"first", "instead"}),
)
