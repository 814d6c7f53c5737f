"""A single stereotactic session of a cranial lesion is reported with its radiosurgery code."""

from collections.abc import Iterator, Sequence

from radonc.approvals import approved_fractions
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes, Prefixes


class CranialSession(Params):
    """`sessions`: codes whose dates are the sessions of the course. `cranial`: ICD-10-CM prefixes."""

    sessions: Codes
    cranial: Prefixes


def check(params: CranialSession, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield cranial services of a course approved for one fraction, or closed after one."""
    approved = approved_fractions(course, params.sessions)
    delivered = len({s.date for s in course.deliveries if s.code in params.sessions and s.technical})
    if approved == 1:
        outcome = "default"
    elif course.closed and delivered == 1:
        outcome = "closed"
    else:
        return
    for service in targets:
        cranial = any(code.startswith(params.cranial) for code in service.diagnoses)
        if cranial:
            yield Breach(service=service, outcome=outcome, evidence={"approved": approved, "delivered": delivered})


KIND = Kind(
    name="single_session_outside_cranium",
    stage="course",
    params=CranialSession,
    check=check,
    outcomes=("default", "closed"),
    evidence=frozenset({"approved", "delivered"}),
)
