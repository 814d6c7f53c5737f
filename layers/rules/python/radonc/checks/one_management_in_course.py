"""A course carries one kind of stereotactic management."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach


def check(_params: Params, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of another code than the first one that still stands, in adjudication order.

    `unsettled`: one of the two is pended, so which is wrong is not known yet.
    """
    verdicts = course.patient.verdicts
    standing = [service for service in targets if not verdicts.denied(service)]
    if not standing:
        return
    kept = standing[0]
    for service in standing:
        if service.code == kept.code:
            continue
        settled = verdicts.payable(service) and verdicts.payable(kept)
        yield Breach(
            service=service,
            outcome="default" if settled else "unsettled",
            evidence={"kept": kept.code},
            related=(kept,),
        )


KIND = Kind(
    name="one_management_in_course",
    stage="tally",
    params=Params,
    check=check,
    outcomes=("default", "unsettled"),
    evidence=frozenset({"kept"}),
)
