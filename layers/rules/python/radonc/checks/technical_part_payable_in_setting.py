"""The technical part of a service is payable to a practitioner in the setting where it was given."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.fee_schedule import indicator


def check(_params: Params, _patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services whose fee schedule row as billed has no facility amount; `where` names the settings.

    `office`: the row has no amount for a place that is no facility.
    """
    for service in targets:
        if not service.technical or service.role == "other":
            continue
        row = indicator(service.code, service.date, "TC" if "TC" in service.modifiers else "")
        row = row or indicator(service.code, service.date)
        if row is None:
            continue
        outside = service.setting == "freestanding"
        if row.nonfacility_na if outside else row.facility_na:
            evidence = {"setting": service.setting.replace("_", " ")}
            yield Breach(service=service, outcome="office" if outside else "default", evidence=evidence)


KIND = Kind(
    name="technical_part_payable_in_setting",
    stage="line",
    params=Params,
    check=check,
    outcomes=("default", "office"),
    evidence=frozenset({"setting"}),
    table="fee_schedule",
)
