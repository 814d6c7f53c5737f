"""An item of a FHIR Claim in the fields of a service line."""

from decimal import Decimal
from typing import Any

from radonc.fhir.model import Concept, Item
from radonc.records import Problem

_AUTHORIZATION = "extension-authorizationNumber"
_HCPCS_SYSTEMS = ("cpt", "hcpcs")
_DRUG_SYSTEM = "ndc"
_DAY_LENGTH = 10

Line = dict[str, Any]


def service_line(item: Item, places: dict[int, int], attachments: dict[int, str]) -> tuple[Line, list[Problem]]:
    """Read one item. `places` maps diagnosis sequences to pointers, `attachments` information sequences to kinds."""
    problems: list[Problem] = []
    line: Line = {"line_number": item.sequence, "modifiers": [code for one in item.modifier for code in one.codes[:1]]}
    _set(line, "procedure_code", procedure_code(item.product_or_service))
    _set(line, "revenue_code", next(iter(item.revenue.codes), None))
    _set(line, "place_of_service", next(iter(item.location_codeable_concept.codes), None))
    _set(line, "treatment_site", item.body_site.text or next(iter(item.body_site.codes), None))
    numbers = (one.value_string for one in item.extension if one.url.endswith(_AUTHORIZATION))
    _set(line, "authorization_number", next(numbers, None))
    _days(line, item, problems)
    _units(line, item, problems)
    if item.net.value is not None:
        line["charge"] = f"{item.net.value:f}"
    if any(_is_service(one.product_or_service) for one in item.detail):
        problems.append(Problem("procedure_code", "services in item.detail are not read; send them as items"))
    if any(sequence not in places for sequence in item.diagnosis_sequence):
        problems.append(Problem("diagnosis_pointers", "diagnosisSequence names a diagnosis the claim does not hold"))
    line["diagnosis_pointers"] = [places[one] for one in item.diagnosis_sequence if one in places]
    linked = [kind for sequence, kind in attachments.items() if sequence in item.information_sequence]
    line["documents"] = linked or ([] if item.information_sequence else list(attachments.values()))
    return line, problems


def procedure_code(concept: Concept) -> str | None:
    """The HCPCS code of a concept; where no coding says its system, the first one."""
    known = [one.code for one in concept.coding if one.code and _is_hcpcs(one.system)]
    return next(iter(known), None) or next((one.code for one in concept.coding if one.code and not one.system), None)


def whole(value: Decimal | None) -> int | None:
    """A quantity as a whole number; None where it is missing or has a fraction."""
    return int(value) if value is not None and value == value.to_integral_value() else None


def _is_hcpcs(system: str) -> bool:
    return any(name in system.lower() for name in _HCPCS_SYSTEMS)


def _is_service(concept: Concept) -> bool:
    return any(not one.system.lower().endswith(_DRUG_SYSTEM) for one in concept.coding)


def _days(line: Line, item: Item, problems: list[Problem]) -> None:
    period = item.serviced_period
    start = period.start if period else item.serviced_date
    end = period.end if period else None
    if not start:
        problems.append(Problem("service_date", "servicedDate or servicedPeriod.start is required"))
        return
    line["service_date"] = start[:_DAY_LENGTH]
    if end and end[:_DAY_LENGTH] != start[:_DAY_LENGTH]:
        line["service_date_end"] = end[:_DAY_LENGTH]


def _units(line: Line, item: Item, problems: list[Problem]) -> None:
    # R4 lets quantity be absent; one unit would be a guess.
    units = whole(item.quantity.value)
    if units is None:
        problems.append(Problem("units", "item.quantity must be a whole number"))
    else:
        line["units"] = units


def _set(line: Line, name: str, value: str | None) -> None:
    if value is not None:
        line[name] = value
