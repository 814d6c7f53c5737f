"""Which services of a date may belong together: of one site, and not denied so far."""

from collections.abc import Iterable

from radonc.model.claim import Service
from radonc.model.course import Day


def beside(day: Day, service: Service, codes: Iterable[str]) -> tuple[Service, ...]:
    """Other services of the date among `codes` that may be of the service's site; denied ones left out."""
    return tuple(other for other in day.of(codes) if other is not service and service.same_site(other))


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
