"""What a kind of check is: when it runs, which parameters it takes, which outcomes and evidence it can give."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from radonc.model.claim import Service
from radonc.model.course import COURSE_GAP, Course, Patient
from radonc.model.finding import Breach
from radonc.policy_files import EVERY_CODE, Codes, PolicyModel

# In this order; a stage sees what the stages before it denied.
# line: one service · encounter: the deliveries of a date · day: the other services of a date · imaging: which images of
# a date stand · fractions: caps on the deliveries of a course · course · tally: what counts course results · claim:
# remarks on a whole claim
STAGES = ("line", "encounter", "day", "imaging", "fractions", "course", "tally", "claim")
ALWAYS_EVIDENCE = frozenset({"code", "units", "date", "dates"})


class Params(PolicyModel):
    """Parameters of a check: always the procedure codes it looks at (`*` for every code)."""

    codes: Codes = EVERY_CODE


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a course has billed of the codes a cap counts, what the cap holds now, and when a further unit passes.

    `next_after_fractions`: the fraction that supports one unit more than is billed and allowed now. `grows_with`: what
    else would raise the cap, in words.
    """

    codes: tuple[str, ...]
    billed: int
    allowed: int
    next_after_fractions: int | None = None
    grows_with: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of check.

    `check(params, scope, targets)` yields breaches. Scope is a Patient for stage line and claim, a Day, or a Course;
    targets are the services (stage claim: the claims) a provision governs, in adjudication order. A cap on a course
    may say through `allowance(params, course)` how much of it is left, nothing where it does not apply. `table` names
    the dated table a check consults (tables.reference_tables).
    """

    name: str
    stage: str
    params: type[Params]
    check: Callable[[Any, Any, Sequence[Any]], Iterator[Breach]]
    outcomes: tuple[str, ...] = ("default",)
    evidence: frozenset[str] = field(default_factory=frozenset)
    allowance: Callable[[Any, Any], Iterator[Allowance]] | None = None
    table: str = ""
    voids_code: bool = False  # what it denies has no code: no later stage asks anything of it


def remaining(cap: int, used: dict[str, int], service: Service) -> int:
    """Units of a cap still free for a service's components: technical and professional halves net to one (A-08)."""
    taken = max(used.get(part, 0) for part in components(service))
    return max(0, cap - taken)


def consume(used: dict[str, int], service: Service, units: int) -> None:
    """Count units against the components a service includes."""
    for part in components(service):
        used[part] = used.get(part, 0) + units


def components(service: Service) -> tuple[str, ...]:
    """Components a service includes; a global one both."""
    return ("technical", "professional") if service.component == "global" else (service.component,)


def own_site(service: Service, course: Course) -> str:
    """Name the site of a service that a course holds only because nothing fits better (D-09), else an empty text.

    Such a service may prepare a course whose deliveries are not known yet, so caps do not count it with the others.
    """
    if not course.deliveries or any(service.same_site(delivery) for delivery in course.deliveries):
        return ""
    if course.number is not None and service.authorization_number == course.number:
        return ""
    return f"{service.named_site or service.site}{service.side}"


def around(service: Service, patient: Patient, codes: frozenset[str]) -> Iterator[Service]:
    """Give the services of the codes that stand in the service's course, or on its site within the gap of a course."""
    course = patient.course_of.get(service)
    for other in patient.services:
        if other.code not in codes or other is service or patient.verdicts.denied(other):
            continue
        near = other.same_site(service) and abs(other.date - service.date) <= COURSE_GAP
        if near or (course is not None and patient.course_of.get(other) is course):
            yield other


def doubled(service: Service, earlier: Sequence[Service]) -> bool:
    """Tell whether a half stands beside the global service of one code and date: which is right is unknown (A-08)."""
    return any(
        other.code == service.code
        and other.date == service.date
        and other.component != service.component
        and "global" in (other.component, service.component)
        for other in earlier
    )
