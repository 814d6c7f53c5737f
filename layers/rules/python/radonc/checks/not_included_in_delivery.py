"""Services a payer counts as part of a kind of treatment stand in no course of that treatment."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, own_site
from radonc.model.claim import Service
from radonc.model.course import COURSE_GAP, Course, Patient
from radonc.model.finding import Breach
from radonc.policy_files import Codes, Prefixes


class Inclusion(Params):
    """`delivery`: codes whose payment includes the service; `successors`: codes that took their place (D-17).

    `techniques`: authorized techniques that say so before any delivery is known (A-28). `hinted_by`: diagnoses that
    make such a treatment likely while nothing is known. `after_first`: only services dated after the first delivery.
    """

    delivery: Codes
    successors: Codes = frozenset()
    techniques: frozenset[str] = frozenset()
    hinted_by: Prefixes = ()
    after_first: bool = False


def check(params: Inclusion, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of a course that is delivered, or authorized, as the including treatment.

    A service of another site that the course holds for want of a better one is not judged. `shared`: another treatment
    of the same site runs in the same weeks, so the service may belong to that one.
    """
    for service in targets:
        course = patient.course_of.get(service)
        if course is None or own_site(service, course):
            continue
        inclusive = [s for s in course.deliveries if s.code in params.delivery | params.successors]
        if inclusive:
            first = min(inclusive, key=lambda s: s.date)
            if not params.after_first or service.date > first.date:
                yield _included(params, patient, service, inclusive)
        elif not course.deliveries and not params.after_first:
            outcome = _planned(params, course, service)
            if outcome:
                yield Breach(service=service, outcome=outcome, evidence={"parent": "the treatment authorized"})


def _included(params: Inclusion, patient: Patient, service: Service, inclusive: Sequence[Service]) -> Breach:
    own = [s for s in inclusive if s.code in params.delivery]
    others = tuple(s for s in patient.services if _competes(params, service, s))
    parent = (own or inclusive)[0]
    outcome = "shared" if others else "default" if own else "successor"
    evidence = {"parent": parent.code, "first": min(s.date for s in inclusive).isoformat()}
    return Breach(service=service, outcome=outcome, evidence=evidence, related=(parent, *others[:1]))


def _competes(params: Inclusion, service: Service, other: Service) -> bool:
    """Tell whether a delivery of another kind treats the service's site within the gap of a course."""
    return (
        other.role == "delivery"
        and other.code not in params.delivery | params.successors
        and other.same_site(service)
        and abs(other.date - service.date) <= COURSE_GAP
    )


def _planned(params: Inclusion, course: Course, service: Service) -> str | None:
    given = frozenset(code for held in course.authorizations for code in held.codes)
    stated = course.techniques
    if (stated and stated <= params.techniques) or (given and given <= params.delivery):
        return "authorized"
    unknown = not stated and not given
    hinted = params.hinted_by and any(code.startswith(params.hinted_by) for code in service.diagnoses)
    return "undelivered" if unknown and hinted else None


KIND = Kind(
    name="not_included_in_delivery",
    stage="line",
    params=Inclusion,
    check=check,
    outcomes=("default", "successor", "authorized", "shared", "undelivered"),
    evidence=frozenset({"parent", "first"}),
)
