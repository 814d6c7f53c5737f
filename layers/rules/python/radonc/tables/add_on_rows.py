"""Rows of an add-on code file (domain facts 3.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from radonc.reference.lifecycle import HCPCS_SYNTAX
from radonc.tables.errors import TableFileError
from radonc.tables.published_files import PublishedFile

FIELDS = ("AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT")
LAST_FIELD = "AOC_Edit_DelDT"
CONTRACTOR_DEFINED = "CCCCC"
TYPES = ("1", "2", "3")
ORDINAL_DATE = re.compile(r"[0-9]{7}")
"""YYYYDDD."""


@dataclass(frozen=True, slots=True)
class AddOnRow:
    """An add-on code and one primary it may stand beside.

    `edit_type` 1 = only the listed primaries, 2 = the contractor says which (`primary` is empty), 3 = both.
    `last_day` is the earliest of the deletion dates given.
    """

    edit_type: str
    add_on: str
    primary: str
    first_day: date | None
    last_day: date | None


def add_on_rows(file: PublishedFile) -> Iterator[AddOnRow]:
    """Yield the add-on pairs; refuse a file without the published header or with a row that does not follow it."""
    rows = enumerate(file.rows(), 1)
    for _, header in rows:
        if list(FIELDS) == header[: len(FIELDS)] and LAST_FIELD in header:
            break
    else:
        raise TableFileError(file.name, f"no header {', '.join(FIELDS)}: not an add-on code file")
    for position, row in rows:
        if any(row):
            yield _add_on(file.name, position, row + [""] * (len(header) - len(row)))


def _add_on(name: str, position: int, row: list[str]) -> AddOnRow:
    edit_type, add_on, add_on_end, primary, primary_end, first, last = (cell.strip() for cell in row[:7])
    listed = primary != CONTRACTOR_DEFINED
    codes = (add_on, primary) if listed else (add_on,)
    if edit_type[:1] not in TYPES or not all(HCPCS_SYNTAX.fullmatch(code) for code in codes):
        raise TableFileError(
            name, f"expected type 1, 2 or 3, an add-on code and a primary or {CONTRACTOR_DEFINED}", position
        )
    try:
        ends = [day for day in map(_day, (add_on_end, primary_end, last)) if day]
        return AddOnRow(edit_type[0], add_on, primary if listed else "", _day(first), min(ends, default=None))
    except ValueError as error:
        raise TableFileError(name, "expected dates as YYYYDDD", position, found=str(error)) from error


def _day(text: str) -> date | None:
    if not text:
        return None
    if not ORDINAL_DATE.fullmatch(text):
        raise ValueError(text)
    return date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
