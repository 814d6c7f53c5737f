"""Guidance of a date stays within one unit for each treatment session at its site."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, components, consume, doubled, remaining
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes
from radonc.treatment_days import sessions_beside


class GuidedSessions(Params):
    """`deliveries`: codes whose sessions may be guided."""

    deliveries: Codes


def check(params: GuidedSessions, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield units of a code beyond the sessions known for the date and site; halves net to one (A-08).

    `overlap`: what exceeds them is a half beside the whole service, and the claims do not show which is right.
    A date without a delivery is left to the edit on missing deliveries (A-38).
    """
    verdicts = day.patient.verdicts
    counted: list[Service] = []
    for service in targets:
        sessions = sessions_beside(day, service, params.deliveries)
        if verdicts.denied(service) or not sessions:
            continue
        earlier = [other for other in counted if other.code == service.code and other.same_site(service)]
        used: dict[str, int] = {}
        for other in earlier:
            consume(used, other, verdicts.allowed(other))
        units = verdicts.allowed(service)
        free = remaining(sessions, used, service)
        if units > free:
            billed = max(used.get(part, 0) for part in components(service)) + units
            evidence = {"billed": billed, "sessions": sessions}
            yield Breach(
                service=service,
                outcome="overlap" if doubled(service, earlier) else "default",
                allowed_units=free,
                evidence=evidence,
                related=tuple(earlier),
            )
        counted.append(service)


KIND = Kind(
    name="guidance_within_sessions",
    stage="imaging",
    params=GuidedSessions,
    check=check,
    outcomes=("default", "overlap"),
    evidence=frozenset({"billed", "sessions"}),
)
