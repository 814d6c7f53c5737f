"""The dates of one line lie in one calendar year, and in one month."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach


def check(_params: Params, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield lines whose date range crosses a year end, else a month end, once a line."""
    for service in targets:
        first, last = service.line.service_date, service.line.service_date_end
        if last is None or service.date != first or (first.year, first.month) == (last.year, last.month):
            continue
        evidence = {"first": first.isoformat(), "last": last.isoformat()}
        yield Breach(service=service, outcome="month" if first.year == last.year else "default", evidence=evidence)


KIND = Kind(
    name="line_within_rate_period",
    stage="line",
    params=Params,
    check=check,
    outcomes=("default", "month"),
    evidence=frozenset({"first", "last"}),
)
