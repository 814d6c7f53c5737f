"""Service lines of an 837: SV1, SV2 and the dates of a line.

A course repeats the same line day after day, so each distinct segment text is read once and copied afterwards.
None of the texts kept this way holds anything about a person.
"""

from dataclasses import dataclass
from typing import Any

from radonc.records import Problem
from radonc.x12.elements import elements, iso_days, money, pointers, whole_units

_KEPT_TEXTS = 4096
_HCPCS = "HC"
_SERVICE = "472"
_UNIT_REASONS = {
    "MJ": "are minutes (MJ); services of this field are counted in units (UN)",
    "F2": "are international units (F2); services of this field are counted in units (UN)",
}
_UNIT_CODES = {"SV1": ("UN",), "SV2": ("UN", "DA")}

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """Fields one SV1 or SV2 segment gives, and its problems with field names relative to the line."""

    fields: Fields
    problems: tuple[Problem, ...]


class ServiceLines:
    """Reads line segments of one interchange. `clean` and `plain_days` hold the texts read without a problem."""

    def __init__(self, element: str, component: str) -> None:
        self._element = element
        self._component = component
        self.clean: dict[str, Fields] = {}
        self.plain_days: dict[str, str] = {}

    def service(self, segment: str) -> ReadLine:
        """Read an SV1 or SV2 segment."""
        parts = elements(segment, self._element)
        read = self._institutional(parts) if parts[0] == "SV2" else self._professional(parts)
        if not read.problems:
            self._room(self.clean)
            self.clean[segment] = read.fields.copy()
        return read

    def days(self, segment: str) -> tuple[str, str] | None:
        """Read the first and last day of a DTP segment; None when they cannot be read."""
        parts = elements(segment, self._element)
        days = iso_days(parts[2], parts[3])
        if days and parts[1] == _SERVICE and days[0] == days[1]:
            self._room(self.plain_days)
            self.plain_days[segment] = days[0]
        return days

    def _room(self, kept: dict[str, Any]) -> None:
        if len(kept) >= _KEPT_TEXTS:
            kept.clear()

    def _professional(self, parts: list[str]) -> ReadLine:
        # SV101 procedure, 102 charge, 103 unit, 104 quantity, 105 place of service, 107 pointers.
        fields, problems = self._procedure(parts[1])
        pointed, problem = pointers(parts[7], self._component)
        problems += [problem] if problem else []
        problems += _measure(fields, parts[0], charge=parts[2], unit=parts[3], quantity=parts[4])
        if parts[5]:
            fields["place_of_service"] = parts[5]
        if pointed:
            fields["diagnosis_pointers"] = pointed
        return ReadLine(fields, tuple(problems))

    def _institutional(self, parts: list[str]) -> ReadLine:
        # SV201 revenue code, 202 procedure, 203 charge, 204 unit, 205 quantity.
        fields, problems = self._procedure(parts[2])
        problems += _measure(fields, parts[0], charge=parts[3], unit=parts[4], quantity=parts[5])
        if parts[1]:
            fields["revenue_code"] = parts[1]
        return ReadLine(fields, tuple(problems))

    def _procedure(self, composite: str) -> tuple[Fields, list[Problem]]:
        if not composite:
            return {}, []
        parts = elements(composite, self._component)
        if parts[0] != _HCPCS:
            return {}, [Problem("procedure_code", "has a qualifier other than HC: only HCPCS codes are read")]
        fields: Fields = {"procedure_code": parts[1]} if parts[1] else {}
        modifiers = [modifier for modifier in parts[2:6] if modifier]
        if modifiers:
            fields["modifiers"] = modifiers
        return fields, []


def _measure(fields: Fields, segment_id: str, *, charge: str, unit: str, quantity: str) -> list[Problem]:
    if charge:
        fields["charge"] = money(charge)
    if unit not in _UNIT_CODES[segment_id]:
        allowed = " or ".join(_UNIT_CODES[segment_id])
        return [Problem("units", _UNIT_REASONS.get(unit, f"must be counted in {allowed}"))]
    units = whole_units(quantity)
    if units is None:
        return [Problem("units", "must be a whole number")]
    fields["units"] = units
    return []
