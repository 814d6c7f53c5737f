"""Units of a code reported per block of fractions stay within what the course's fractions support."""

from collections.abc import Iterator, Sequence
from typing import Literal

from radonc.checks.kind import Allowance, Kind, Params, components, consume, own_site, remaining
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class BlockRule(Params):
    """One unit per `per` fractions of `fraction_codes`, cumulative over the course (A-09).

    `floor` gives a partial block nothing; `floor_min_one` gives a course shorter than one block one unit (A-10);
    `remainder` gives left-over fractions a unit from `remainder` on. `excluded_techniques`: authorized techniques whose
    fractions do not count (A-43). `stated_up_to`: the longest short course the source names for its minimum of one.
    `settled_at_close`: until the course is closed an excess is only remarked, whatever its size. `other_treatment`: the
    source is silent on treatments that do not count, so a course of those alone has an outcome of its own.
    """

    fraction_codes: Codes
    per: int
    rounding: Literal["floor", "floor_min_one", "remainder"] = "floor"
    remainder: int = 0
    excluded_techniques: frozenset[str] = frozenset()
    stated_up_to: int | None = None
    settled_at_close: bool = False
    other_treatment: bool = False


def supported(params: BlockRule, fractions: int) -> int:
    """Units a number of fractions supports."""
    whole, left_over = divmod(fractions, params.per)
    if params.rounding == "floor_min_one":
        return max(whole, 1) if fractions else 0
    if params.rounding == "remainder" and left_over >= params.remainder:
        return whole + 1
    return whole


def delivered_fractions(params: BlockRule, course: Course) -> int:
    """Fractions that count; none where every authorized technique is excluded."""
    return 0 if _excluded(params, course) else course.fractions(params.fraction_codes)


def _excluded(params: BlockRule, course: Course) -> bool:
    return bool(course.techniques) and course.techniques <= params.excluded_techniques


def check(params: BlockRule, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield units beyond the course's support in adjudication order.

    While the course runs the larger of authorized and delivered fractions counts (A-09): beyond it denies, ahead of
    the delivered ones warns; without an authorized number the first unit beyond pends. Closed courses count delivered.
    Units of a site of which no delivery is known come last, so that they never use up what the course's own ones hold.
    """
    delivered = delivered_fractions(params, course)
    authorized = course.approved_fractions
    planned = delivered if course.closed else max(authorized or 0, delivered)
    cap = supported(params, planned)
    used: dict[str, int] = {}
    earlier: list[Service] = []
    for service in sorted(targets, key=lambda target: bool(own_site(target, course))):
        verdicts = course.patient.verdicts
        if verdicts.denied(service):
            continue
        units = verdicts.allowed(service)
        free = remaining(cap, used, service)
        ahead = units > remaining(supported(params, delivered), used, service)
        consume(used, service, units)
        over = max(used[part] for part in components(service)) - cap
        outcome = ""
        if over > 0:
            outcome = _excess(params, course, service, over)
        elif ahead:
            outcome = "other_treatment" if _of_other_treatment(params, course) else "ahead"
        elif course.closed and params.stated_up_to is not None and params.stated_up_to < delivered < params.per:
            outcome = "short_course"
        if outcome:
            evidence = {
                "fractions": planned,
                "delivered": delivered,
                "authorized": authorized,
                "per": params.per,
                "billed": sum(s.units for s in earlier if _shares_component(s, service)) + service.units,
                "allowed": cap,
                "next_after": _fractions_for(params, cap + 1),
            }
            yield Breach(
                service=service,
                outcome=outcome,
                allowed_units=free if over > 0 else None,
                evidence=evidence,
                related=tuple(earlier) if over > 0 else (),
            )
        earlier.append(service)


def _excess(params: BlockRule, course: Course, service: Service, over: int) -> str:
    """Name the outcome of units beyond the cap; what may belong to a course not known yet is not denied (D-09)."""
    if _of_other_treatment(params, course):
        return "other_treatment"
    if not course.closed and params.settled_at_close:
        return "running"
    if own_site(service, course):
        return "other_site"
    return "next_unit" if not course.closed and course.approved_fractions is None and over == 1 else "default"


def _of_other_treatment(params: BlockRule, course: Course) -> bool:
    """Tell whether the source is silent on every treatment the course holds."""
    counted = not _excluded(params, course) and any(s.code in params.fraction_codes for s in course.deliveries)
    return params.other_treatment and bool(course.deliveries) and not counted


def allowance(params: BlockRule, course: Course) -> Iterator[Allowance]:
    """What the delivered fractions support so far, and the fraction from which a further unit is supported."""
    billed: dict[str, int] = {}
    for service in course.of(params.codes):
        if not own_site(service, course):
            consume(billed, service, course.patient.verdicts.allowed(service))
    units = max(billed.values(), default=0)
    allowed = supported(params, delivered_fractions(params, course))
    if not units and not any(service.code in params.fraction_codes for service in course.deliveries):
        return
    yield Allowance(
        codes=tuple(sorted(params.codes)),
        billed=units,
        allowed=allowed,
        next_after_fractions=_fractions_for(params, max(allowed, units) + 1),
    )


def _shares_component(one: Service, other: Service) -> bool:
    return (one.technical and other.technical) or (one.professional and other.professional)


def _fractions_for(params: BlockRule, units: int) -> int:
    """Fewest fractions that support a number of units."""
    fractions = 0
    while supported(params, fractions) < units:
        fractions += 1
    return fractions


KIND = Kind(
    name="units_within_fractions",
    stage="course",
    params=BlockRule,
    check=check,
    outcomes=("default", "next_unit", "ahead", "other_treatment", "other_site", "running", "short_course"),
    evidence=frozenset({"fractions", "delivered", "authorized", "per", "billed", "allowed", "next_after"}),
    allowance=allowance,
)
