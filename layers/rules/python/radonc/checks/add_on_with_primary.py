"""An add-on code stands with one of its primary procedures (CMS add-on code file)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params, around
from radonc.model.claim import Service
from radonc.model.course import Day
from radonc.model.finding import Breach


def check(_params: Params, day: Day, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield add-on services with no primary on the date, in the course or on the site; it may still arrive.

    `open_list`: the contractor may accept primaries beyond those listed.
    """
    for service in targets:
        rule = day.patient.tables.add_on_rule(service.code, service.date)
        if rule is None or not rule.primaries:
            continue
        if any(day.of(rule.primaries)) or any(True for _ in around(service, day.patient, rule.primaries)):
            continue
        evidence = {
            "primaries": ", ".join(sorted(rule.primaries)),
            "table": day.patient.tables.named("add_on", "", service.date),
        }
        yield Breach(service=service, outcome="default" if rule.closed else "open_list", evidence=evidence)


KIND = Kind(
    name="add_on_with_primary",
    stage="day",
    params=Params,
    check=check,
    outcomes=("default", "open_list"),
    evidence=frozenset({"primaries", "table"}),
    table="add_on",
)
