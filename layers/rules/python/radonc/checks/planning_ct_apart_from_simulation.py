"""A planning CT stands apart from the simulation of its date and provider (C-17, A-37)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes
from radonc.treatment_days import beside, standing


class PlanningCt(Params):
    """`simulations`: codes the CT is part of; `deliveries`: codes whose presence makes the CT one for guidance."""

    simulations: Codes
    deliveries: Codes


def check(params: PlanningCt, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield CTs of dates without a delivery: inside a simulation of the same provider, apart from any, or half known.

    A professional part alone may belong to a delivery of the hospital that has not arrived.
    """
    for service in targets:
        if any(standing(day, params.deliveries)):
            continue
        biller = service.claim.record.billing_provider_npi
        inside = tuple(
            simulation
            for simulation in beside(day, service, params.simulations)
            if simulation.claim.record.billing_provider_npi == biller
        )
        evidence = {"simulation": ", ".join(sorted({s.code for s in inside})) or None}
        if inside:
            yield Breach(service=service, evidence=evidence, related=inside)
        else:
            yield Breach(service=service, outcome="apart" if service.technical else "professional", evidence=evidence)


KIND = Kind(
    name="planning_ct_apart_from_simulation",
    stage="day",
    params=PlanningCt,
    check=check,
    outcomes=("default", "apart", "professional"),
    evidence=frozenset({"simulation"}),
)
