"""Rows of a medically-unlikely-edits file (domain facts 3.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from radonc.reference.lifecycle import HCPCS_SYNTAX
from radonc.tables.errors import TableFileError
from radonc.tables.published_files import PublishedFile

HEADER = ("hcpcs/ cpt code", "hcpcs/cpt code")
COLUMNS = 3
INDICATORS = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class UnitLimitRow:
    """Most units of a code and the adjudication indicator: 1 per line, 2 per day absolute, 3 per day with appeal."""

    code: str
    value: int
    indicator: str


def unit_limits(file: PublishedFile) -> Iterator[UnitLimitRow]:
    """Yield the limits; the notice rows above the header are skipped, any other odd row refuses the file."""
    rows = enumerate(file.rows(), 1)
    for _, row in rows:
        if row and " ".join(row[0].split()).lower() in HEADER:
            break
    else:
        raise TableFileError(file.name, "no header `HCPCS/CPT Code`: not an MUE file")
    for position, row in rows:
        if any(row):
            yield _limit(file.name, position, row)


def _limit(name: str, position: int, row: list[str]) -> UnitLimitRow:
    if len(row) < COLUMNS or not HCPCS_SYNTAX.fullmatch(row[0]) or not row[1].isdigit() or row[2][:1] not in INDICATORS:
        raise TableFileError(name, "expected a code, a whole number of units and an indicator 1, 2 or 3", position)
    return UnitLimitRow(row[0], int(row[1]), row[2][0])
