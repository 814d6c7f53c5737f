"""Values of single X12 elements in the words of the record: dates, whole units, money."""

import re

from radonc.records import Problem

MOST_ELEMENTS = 17
_DIGITS = 6
_ABSENT = [""] * MOST_ELEMENTS

_UNITS = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_RANGE = re.compile(r"([0-9]{8})-([0-9]{8})")


def elements(segment: str, separator: str) -> list[str]:
    """Split a segment; the id stands at 0 and elements the sender left out at the end are empty text."""
    parts = segment.split(separator)
    return parts + _ABSENT[len(parts) :] if len(parts) < MOST_ELEMENTS else parts


def number(text: str) -> int | None:
    """Read a short count such as a line number or a diagnosis pointer; None for anything else."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None


def iso_day(text: str) -> str | None:
    """Turn CCYYMMDD into YYYY-MM-DD; None for anything else. The calendar is checked with the record."""
    match = _DAY.fullmatch(text)
    return f"{match[1]}-{match[2]}-{match[3]}" if match else None


def iso_days(qualifier: str, text: str) -> tuple[str, str] | None:
    """Read a D8 date or an RD8 range as first and last day; None when it is neither."""
    match = _RANGE.fullmatch(text) if qualifier == "RD8" else None
    first, last = (match[1], match[2]) if match else (text, text)
    start, end = iso_day(first), iso_day(last)
    return (start, end) if start and end and qualifier in ("D8", "RD8") else None


def whole_units(quantity: str) -> int | None:
    """Read a quantity such as 3 or 3.00; None for fractions and anything that is not a number."""
    match = _UNITS.fullmatch(quantity)
    return int(match[1]) if match else None


def money(amount: str) -> str:
    """Complete a decimal that X12 lets begin or end with its point: .5 is 0.5, 40. is 40."""
    completed = f"0{amount}" if amount.startswith(".") else amount
    return completed.removesuffix(".")


def pointers(composite: str, component: str) -> tuple[list[int], Problem | None]:
    """Read diagnosis pointers; anything but numbers is a problem, not a guess."""
    parts = composite.split(component) if composite else []
    numbers = [pointer for part in parts if (pointer := number(part)) is not None]
    if len(numbers) == len(parts):
        return numbers, None
    return [], Problem("diagnosis_pointers", "must be numbers of the claim's diagnoses")
