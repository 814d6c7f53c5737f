"""A component of a service is not billed both by itself and inside the whole service (A-08)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, components
from radonc.model.claim import SESSION_EVIDENCE, Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.reference.fee_schedule import ComponentSplit, component_split

_OF_ITS_OWN = SESSION_EVIDENCE | {"77", "XS", "XP", "XU"}
_DIVISIBLE = frozenset({ComponentSplit.SPLIT, ComponentSplit.UNKNOWN})


def check(_params: Params, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield, of a whole service and a half of it for one date and site, the one received later."""
    if len(targets) == 1:
        return
    denied = day.patient.verdicts.denied
    seen: dict[str, list[Service]] = {}
    for service in targets:
        if service.role == "other" or denied(service) or not _OF_ITS_OWN.isdisjoint(service.modifiers):
            continue
        if component_split(service.code, service.date) not in _DIVISIBLE:
            continue
        alike = seen.setdefault(service.code, [])
        met = tuple(other for other in alike if _whole_and_half(other, service))
        if met:
            yield Breach(service=service, evidence={"first": met[0].component, "later": service.component}, related=met)
        alike.append(service)


def _whole_and_half(one: Service, other: Service) -> bool:
    return one.same_site(other) and len(components(one)) != len(components(other))


KIND = Kind(
    name="component_billed_once",
    stage="day",
    params=Params,
    check=check,
    evidence=frozenset({"first", "later"}),
)
