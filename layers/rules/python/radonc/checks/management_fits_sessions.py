"""Stereotactic management is reported for the number of sessions its code stands for."""

from collections.abc import Iterator, Sequence

from radonc.approvals import approved_fractions
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes, Prefixes


class ManagedSessions(Params):
    """Sessions (dates of `delivery`) the management stands for: `at_least` to `at_most`.

    `single_outside`: with no pointed diagnosis among these prefixes one session is enough.
    """

    delivery: Codes
    at_least: int = 1
    at_most: int
    single_outside: Prefixes = ()


def check(params: ManagedSessions, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield management services that do not fit the sessions approved, or where nothing is approved, delivered."""
    approved = approved_fractions(course, params.delivery)
    delivered = len({s.date for s in course.deliveries if s.code in params.delivery and s.technical})
    for service in targets:
        if course.patient.verdicts.denied(service):
            continue
        outcome = _outcome(params, _least(params, service), approved, delivered)
        if outcome:
            evidence = {
                "approved": approved,
                "delivered": delivered,
                "at_least": params.at_least,
                "at_most": params.at_most,
            }
            yield Breach(service=service, outcome=outcome, evidence=evidence)


def _least(params: ManagedSessions, service: Service) -> int:
    inside = any(code.startswith(params.single_outside) for code in service.diagnoses)
    return params.at_least if inside else 1


def _outcome(params: ManagedSessions, least: int, approved: int | None, delivered: int) -> str:
    """Name what does not fit, or nothing. Approved counts before delivered: the text speaks of authorized fractions."""
    if approved is not None:
        if approved > params.at_most:
            return "approved_over"
        if approved < least:
            return "default"
        return "delivered_over_approved" if delivered > params.at_most else ""
    if delivered > params.at_most:
        return "delivered_over"
    if not delivered:
        return "unknown"
    return "short" if delivered < least else ""


KIND = Kind(
    name="management_fits_sessions",
    stage="course",
    params=ManagedSessions,
    check=check,
    outcomes=("default", "approved_over", "delivered_over", "delivered_over_approved", "short", "unknown"),
    evidence=frozenset({"approved", "delivered", "at_least", "at_most"}),
)
