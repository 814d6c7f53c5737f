"""Units of a set of codes on one date stay within a cap; technical and professional halves net (A-08)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, components, consume, doubled, remaining
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach


class DailyCap(Params):
    """`together`: the codes share one cap. `relief`: modifiers that claim a session of their own and do not count.

    `per_site`: each treatment site of the date has the cap for itself.
    """

    max: int
    together: bool = False
    per_site: bool = False
    relief: frozenset[str] = frozenset()


def check(params: DailyCap, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose units exceed what the date still allows, in adjudication order."""
    verdicts = day.patient.verdicts
    used: dict[str, dict[str, int]] = {}
    counted: dict[str, list[Service]] = {}
    for service in targets:
        units = verdicts.allowed(service)
        if verdicts.denied(service) or not params.relief.isdisjoint(service.modifiers):
            continue
        pool = "" if params.together else service.code
        if params.per_site:
            pool += f" {service.named_site or service.site}{service.side}"
        free = remaining(params.max, used.setdefault(pool, {}), service)
        earlier = counted.setdefault(pool, [])
        if units > free:
            parts = set(components(service))
            billed = sum(s.units for s in earlier if not parts.isdisjoint(components(s))) + service.units
            evidence = {"billed": billed, "max": params.max}
            outcome = "overlap" if doubled(service, earlier) else "default"
            yield Breach(
                service=service, outcome=outcome, allowed_units=free, evidence=evidence, related=tuple(earlier)
            )
        consume(used[pool], service, min(units, free))
        earlier.append(service)


KIND = Kind(
    name="units_per_day_at_most",
    stage="encounter",
    params=DailyCap,
    check=check,
    outcomes=("default", "overlap"),
    evidence=frozenset({"billed", "max"}),
)
