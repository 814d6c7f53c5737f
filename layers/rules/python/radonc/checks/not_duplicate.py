"""A service is billed once: no second line says the same of one provider, patient and date."""

from collections.abc import Hashable, Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach


class Repetition(Params):
    """`relief`: modifiers that say a line is a repeat or a service of its own, never a copy."""

    relief: frozenset[str] = frozenset()


def check(params: Repetition, _day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services equal to an earlier one in all they say; those of one claim may be two services billed apart."""
    if len(targets) == 1:
        return
    seen: dict[Hashable, Service] = {}
    for service in targets:
        if service.role == "other" or not params.relief.isdisjoint(service.modifiers):
            continue
        first = seen.setdefault(_said(service), service)
        if first is not service:
            outcome = "same_claim" if first.claim is service.claim else "default"
            evidence = {"first_claim": first.claim.record.claim_id, "first_line": first.line.line_number}
            yield Breach(service=service, outcome=outcome, evidence=evidence, related=(first,))


def _said(service: Service) -> Hashable:
    claim = service.claim.record
    return (
        service.code,
        service.units,
        service.component,
        frozenset(service.modifiers),
        service.named_site,
        service.site,
        service.side,
        claim.claim_type,
        claim.billing_provider_npi,
        claim.rendering_provider_npi,
    )


KIND = Kind(
    name="not_duplicate",
    stage="encounter",
    params=Repetition,
    check=check,
    outcomes=("default", "same_claim"),
    evidence=frozenset({"first_claim", "first_line"}),
)
