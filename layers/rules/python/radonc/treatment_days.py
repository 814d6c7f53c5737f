"""Which services of a date may belong together, and which treatments the date held."""

from collections.abc import Iterable, Iterator

from radonc.model.claim import Service
from radonc.model.course import Day


def standing(day: Day, codes: Iterable[str]) -> Iterator[Service]:
    """Services of the date among `codes` that stand.

    A delivery denied for another reason than being no treatment of its own took place all the same (ADR 0006).
    """
    wanted = frozenset(codes)
    verdicts = day.patient.verdicts
    for service in day.services:
        if service.code not in wanted:
            continue
        if not (verdicts.struck(service) if service.role == "delivery" else verdicts.denied(service)):
            yield service


def beside(day: Day, service: Service, codes: Iterable[str]) -> tuple[Service, ...]:
    """Other standing services of the date among `codes` that may be of the service's site."""
    return tuple(other for other in standing(day, codes) if other is not service and service.same_site(other))


def sessions_beside(day: Day, service: Service, deliveries: Iterable[str]) -> int:
    """Treatment sessions of the date at the service's site: one, more only with evidence of a session (A-11)."""
    count = 0
    for delivery in beside(day, service, deliveries):
        if not delivery.technical:
            continue
        if delivery.has_session_evidence:
            count += delivery.units
        elif not count:
            count = 1
    return count
