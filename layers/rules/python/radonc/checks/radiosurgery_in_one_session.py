"""Radiosurgery codes stand for a whole course of one session; more sessions are reported with SBRT codes (C-23)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class SingleSession(Params):
    """`single`: codes of a complete course in one session. `codes`: the sessions that must not stand beside them."""

    single: Codes


def check(params: SingleSession, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield sessions to one site later than a single-session code, or a single-session code later than a session.

    `first`: the single-session code that more sessions followed.
    """
    governed = frozenset(targets)
    sessions = sorted((s for s in course.of(params.codes) if s.technical), key=lambda s: (s.date, s.order))
    followed: dict[Service, list[Service]] = {}
    for service in sessions:
        earlier = [s for s in sessions if s.date < service.date and s.same_site(service)]
        if service.code not in params.single:
            earlier = [s for s in earlier if s.code in params.single]
        if not earlier:
            continue
        for single in earlier:
            if single.code in params.single:
                followed.setdefault(single, []).append(service)
        if service in governed:
            evidence = {"first": earlier[0].code, "first_date": earlier[0].date.isoformat()}
            yield Breach(service=service, evidence=evidence, related=(earlier[0],))
    for single, later in followed.items():
        if single in governed:
            yield Breach(service=single, outcome="first", evidence={"later": len(later)}, related=tuple(later))


KIND = Kind(
    name="radiosurgery_in_one_session",
    stage="course",
    params=SingleSession,
    check=check,
    outcomes=("default", "first"),
    evidence=frozenset({"first", "first_date", "later"}),
)
