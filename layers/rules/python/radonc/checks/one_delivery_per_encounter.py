"""One treatment delivery code for each encounter; the most complex one stands."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.codes import CODES
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class Encounter(Params):
    """`single_session` codes never have a second session on a date, whatever the modifier (A-11)."""

    single_session: Codes = frozenset()


def check(params: Encounter, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield deliveries beyond one per encounter of the date, and second units without evidence of a session."""
    if len(targets) == 1 and targets[0].units == 1:  # most dates hold one fraction
        return
    denied = day.patient.verdicts.denied
    delivered = [service for service in targets if service.technical]
    deliveries = [service for service in delivered if not denied(service)]
    if not deliveries:
        return
    one_session = any(service.code in params.single_session for service in deliveries)
    first_session = [s for s in deliveries if one_session or not s.has_session_evidence] or deliveries
    # highest rank first; at equal rank the earliest in adjudication order stays.
    kept = min(first_session, key=lambda s: (-_rank(s), s.has_session_evidence, s.order))
    for service in delivered:
        second_session = service.has_session_evidence and not one_session
        if service is not kept and not second_session:
            yield Breach(service=service, evidence=_evidence(service, kept), related=(kept,))
        elif service.units > 1 and not second_session:
            yield Breach(service=service, outcome="units", allowed_units=1, evidence=_evidence(service, kept))
    others = tuple(s for s in deliveries if s is not kept and _family(s) != _family(kept))
    if others and all(_family(s) in _PARTICLE_OR_STEREOTACTIC for s in (kept, *others)):
        yield Breach(service=kept, outcome="across_families", evidence=_evidence(others[0], kept), related=others)


_PARTICLE_OR_STEREOTACTIC = frozenset({"proton", "neutron", "stereotactic"})


def _rank(service: Service) -> int:
    return CODES.rank(service.code) or 0


def _family(service: Service) -> str | None:
    return CODES.family(service.code, service.date)


def _evidence(service: Service, kept: Service) -> dict[str, object]:
    return {"kept": kept.code, "rank": _rank(service), "kept_rank": _rank(kept), "billed": service.units}


KIND = Kind(
    name="one_delivery_per_encounter",
    stage="encounter",
    params=Encounter,
    check=check,
    outcomes=("default", "units", "across_families"),
    evidence=frozenset({"kept", "rank", "kept_rank", "billed"}),
)
