"""What a spreadsheet does to values, recognised cell by cell. It is named, never repaired by guessing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SERIAL_DAY = re.compile(r"[3-6]\d{4}(?:[.,]\d+)?")
_LOCAL_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")
_WHOLE = re.compile(r"\d{1,9}")
_SEPARATED = re.compile(r"[\s|,;/]+")
_PLACE_DIGITS = 2
_AS_TEXT = "format the column as text"


class CellError(ValueError):
    """A cell a spreadsheet changed, or one that is not what its column holds. Never repeats the value."""


def _text(cell: str) -> str:
    if _SCIENTIFIC.fullmatch(cell):
        raise CellError(f"was turned into a rounded number by a spreadsheet; {_AS_TEXT}")
    return cell


def _day(cell: str) -> str:
    if _DAY.fullmatch(cell):
        return cell
    if _SERIAL_DAY.fullmatch(cell):
        raise CellError("is a spreadsheet's day number; format the column as YYYY-MM-DD")
    if _LOCAL_DAY.fullmatch(cell):
        raise CellError("is a date in a local format, whose day and month could be mixed up; write YYYY-MM-DD")
    raise CellError("must be a date as YYYY-MM-DD")


def _place(cell: str) -> str:
    if cell.isdigit() and len(cell) < _PLACE_DIGITS:
        raise CellError(f"has lost its leading zero: two digits are needed; {_AS_TEXT}")
    return _text(cell)


def _whole(cell: str) -> int:
    if not cell.isascii() or not _WHOLE.fullmatch(cell):
        raise CellError("must be a whole number")
    return int(cell)


def _words(cell: str) -> list[str]:
    return [word for word in _SEPARATED.split(_text(cell)) if word]


def _wholes(cell: str) -> list[int]:
    return [_whole(word) for word in _words(cell)]


def _money(cell: str) -> str:
    if "," in cell:
        raise CellError("must have a decimal point and no thousands separator")
    return _text(cell)


def _code(cell: str) -> str:
    if cell.endswith((".0", ",0")):
        raise CellError(f"was turned into a number by a spreadsheet; {_AS_TEXT}")
    return _text(cell)


CELLS: Mapping[str, Callable[[str], Any]] = {
    "claim_id": _text, "payer": _text, "claim_type": _text, "frequency_code": _text, "original_claim_id": _text,
    "received_date": _day, "member_id": _text, "billing_provider_npi": _code, "rendering_provider_npi": _code,
    "place_of_service": _place, "bill_type": _code, "diagnoses": _words, "authorization_number": _text,
    "karnofsky": _whole, "ecog": _whole,
    "line_number": _whole, "procedure_code": _code, "modifiers": _words, "units": _whole, "service_date": _day,
    "service_date_end": _day, "diagnosis_pointers": _wholes, "line_place_of_service": _place,
    "line_authorization_number": _text, "treatment_site": _text, "revenue_code": _code, "charge": _money,
    "documents": _words,
}  # fmt: skip
