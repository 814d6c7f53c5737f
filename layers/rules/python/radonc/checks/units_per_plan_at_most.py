"""Units of a code billed once per plan stay within the plans of the course; technical and professional halves net."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Allowance, Kind, Params, components, consume, doubled, own_site, remaining
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class PlanCap(Params):
    """One unit for each service of `plans` that is not denied (D-02); one where none is known (A-24).

    `boost_units`: units beyond that a later boost may carry without a plan of its own.
    """

    plans: Codes
    boost_units: int = 0


def plans_of(params: PlanCap, course: Course, site: str = "") -> int:
    """Plans of the course, or of services of a site that belong nowhere yet; at least one, and a pended plan counts."""
    counted: dict[str, int] = {}
    for plan in course.of(params.plans):
        if own_site(plan, course) == site:
            consume(counted, plan, course.patient.verdicts.allowed(plan))
    return max(1, *counted.values()) if counted else 1


def check(params: PlanCap, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services beyond one unit per plan in adjudication order; all the course's services of the codes count."""
    judged = set(targets)
    pools: dict[str, tuple[dict[str, int], list[Service]]] = {}
    for service in course.of(params.codes):
        site = own_site(service, course)
        plans = plans_of(params, course, site)
        used, earlier = pools.setdefault(site, ({}, []))
        units = course.patient.verdicts.allowed(service)
        free = remaining(plans, used, service)
        consume(used, service, units)
        billed = max(used[part] for part in components(service))
        if units > free and service in judged:
            outcome = "overlap" if doubled(service, earlier) else "default"
            if billed <= plans + params.boost_units and any(other.date < service.date for other in earlier):
                outcome = "boost"
            evidence = {"billed": billed, "plans": plans}
            yield Breach(
                service=service, outcome=outcome, allowed_units=free, evidence=evidence, related=tuple(earlier)
            )
        earlier.append(service)


def allowance(params: PlanCap, course: Course) -> Iterator[Allowance]:
    """Units billed so far and the plans of the course, in courses that hold one of either."""
    used: dict[str, int] = {}
    for service in course.of(params.codes):
        if not own_site(service, course):
            consume(used, service, course.patient.verdicts.allowed(service))
    if used or any(course.of(params.plans)):
        yield Allowance(
            codes=tuple(sorted(params.codes)),
            billed=max(used.values(), default=0),
            allowed=plans_of(params, course),
            grows_with=f"another {' or '.join(sorted(params.plans))}",
        )


KIND = Kind(
    name="units_per_plan_at_most",
    stage="tally",
    params=PlanCap,
    check=check,
    outcomes=("default", "overlap", "boost"),
    evidence=frozenset({"billed", "plans"}),
    allowance=allowance,
)
