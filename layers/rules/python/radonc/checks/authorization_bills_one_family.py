"""Deliveries under one authorization keep to CPT or to HCPCS Level II codes (A-01)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Course
from radonc.model.finding import Breach
from radonc.reference.lifecycle import code_status


def check(_params: Params, course: Course, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield the first delivery of the second family in a course with an authorization number.

    Codes that were never in force together do not mix: a course over a year end changes codes by need.
    """
    if course.number is None or not targets:
        return
    first = targets[0]
    for service in targets:
        if _lettered(service) != _lettered(first) and _in_force_together(first, service):
            evidence = {"other": first.code, "number_of_codes": len({s.code for s in targets})}
            yield Breach(service=service, evidence=evidence, related=(first,))
            return


def _lettered(service: Service) -> bool:
    return service.code[0].isalpha()


def _in_force_together(one: Service, other: Service) -> bool:
    return code_status(one.code, other.date).is_valid and code_status(other.code, one.date).is_valid


KIND = Kind(
    name="authorization_bills_one_family",
    stage="course",
    params=Params,
    check=check,
    evidence=frozenset({"other", "number_of_codes"}),
)
