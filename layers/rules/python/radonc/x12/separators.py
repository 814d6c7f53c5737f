"""The three separators of an interchange, taken from its ISA segment."""

import re
from dataclasses import dataclass

ISA_LENGTH = 106
LONGEST_ISA = 400
BLANKS = " \t\r\n"
# Control characters such as hexadecimal 1D are common separators, so no \s here.
ISA = "ISA[^A-Za-z0-9 \t\r\n]"
_ELEMENTS = 16
_LAST_MARKS = ("component separator", "segment terminator")


@dataclass(frozen=True, slots=True)
class Separators:
    """Element and component separator, segment terminator; a note where the ISA was not of its fixed width."""

    element: str
    component: str
    terminator: str
    isa_length: int
    note: str = ""

    @property
    def next_isa(self) -> re.Pattern[str]:
        """Match the terminator after which another interchange begins, perhaps with other separators."""
        return re.compile(f"{re.escape(self.terminator)}(?=[{BLANKS}]*{ISA})")

    @property
    def next_level(self) -> re.Pattern[str]:
        """Match the terminator before the HL of a billing provider or subscriber: nothing above it but the first."""
        end, element = re.escape(self.terminator), re.escape(self.element)
        part = f"[^{element}{end}]{{0,12}}{element}"
        return re.compile(f"{end}(?=[{BLANKS}]*HL{element}{part}{part}(?:20|22)[^{end}]{{0,40}}{end})")


class SeparatorError(ValueError):
    """An ISA segment the separators cannot be taken from."""


def isa_separators(text: str) -> Separators:
    """Read the separators from text that begins with ISA. Padding of the wrong width is noted, not fatal."""
    element = text[3]
    parts = text[:LONGEST_ISA].split(element, _ELEMENTS)
    if len(parts) <= _ELEMENTS or len(parts[_ELEMENTS]) < len(_LAST_MARKS):
        raise SeparatorError("is an ISA with fewer than 16 elements")
    component, terminator = parts[_ELEMENTS][0], parts[_ELEMENTS][1]
    distinct = component != terminator and element not in (component, terminator)
    if not distinct or any(mark.isalnum() or mark == " " for mark in (component, terminator)):
        raise SeparatorError("is an ISA that does not end in " + " and ".join(_LAST_MARKS) + "")
    length = sum(map(len, parts[:_ELEMENTS])) + _ELEMENTS + 2
    note = "" if length == ISA_LENGTH else f"is {length} characters long instead of {ISA_LENGTH}"
    return Separators(element, component, terminator, length, note)
