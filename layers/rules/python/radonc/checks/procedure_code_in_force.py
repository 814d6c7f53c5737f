"""The procedure code exists and is in force on the service date."""

from collections.abc import Iterator, Sequence
from typing import Literal

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.lifecycle import CodeStatus, code_status

State = Literal["deleted", "not_yet", "typo", "unknown_in_field", "malformed"]


class CodeStates(Params):
    """States that break the edit."""

    states: frozenset[State]


def check(params: CodeStates, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose code is in one of the states on its date; nothing is ever repaired silently."""
    for service in targets:
        status = code_status(service.code, service.date)
        if status.is_valid or status.state.value not in params.states:
            continue
        evidence = {
            "state": status.state.value,
            "valid_from": status.valid_from.isoformat() if status.valid_from else None,
            "valid_to": status.valid_to.isoformat() if status.valid_to else None,
            "successors": _successors(status),
            "meant": status.meant,
        }
        yield Breach(service=service, outcome=status.state.value, evidence=evidence)


def _successors(status: CodeStatus) -> str:
    """Name the codes that took the place; what no source confirms is said to be so."""
    named = " or ".join(status.successors) or "no code we know of"
    return named if status.successors_verified else f"{named} (not verified)"


KIND = Kind(
    name="procedure_code_in_force",
    stage="line",
    params=CodeStates,
    check=check,
    outcomes=("default", "deleted", "not_yet", "typo", "unknown_in_field", "malformed"),
    evidence=frozenset({"state", "valid_from", "valid_to", "successors", "meant"}),
    table="code_lifecycle",
    voids_code=True,
)
