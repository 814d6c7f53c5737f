"""Codes that do not go with one another are not billed for one patient on one date."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach
from radonc.policy_files import Codes


class Company(Params):
    """`codes` are in question where one of `beside` stands on the date; the codes of `beside` stay."""

    beside: Codes


def check(params: Company, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services that stand on a date with another code they do not go with."""
    if len(day.services) == 1:
        return
    company = tuple(day.of(params.beside))
    for service in targets:
        others = tuple(other for other in company if other.code != service.code)
        if not others:
            continue
        beside = ", ".join(sorted({other.code for other in others}))
        yield Breach(service=service, evidence={"beside": beside}, related=others)


KIND = Kind(
    name="codes_apart_on_date",
    stage="encounter",
    params=Company,
    check=check,
    evidence=frozenset({"beside"}),
)
