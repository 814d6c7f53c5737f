"""Indicator rows of a physician fee schedule file (`PPRRVU...csv`)."""

from collections.abc import Iterator

from radonc.reference.fee_schedule import FeeScheduleRow
from radonc.reference.lifecycle import HCPCS_SYNTAX
from radonc.tables.errors import TableFileError
from radonc.tables.published_files import PublishedFile

FIRST_CELLS = ["HCPCS", "MOD"]
HEADINGS = {
    "status": "STATUS CODE",
    "nonfacility_na": "NON-FAC NA INDICATOR",
    "facility_na": "FACILITY NA INDICATOR",
    "pctc": "PCTC IND",
    "global_days": "GLOB DAYS",
}
"""Column headings after joining the rows CMS splits them over."""

MODIFIERS = ("", "26", "TC", "53")


def fee_schedule_rows(file: PublishedFile) -> Iterator[FeeScheduleRow]:
    """Yield status, PC/TC, global days and NA indicators of each code and component."""
    rows = enumerate(file.rows(), 1)
    columns = _columns(file.name, rows)
    for position, row in rows:
        if not any(row):
            continue
        if len(row) <= max(columns.values()) or not HCPCS_SYNTAX.fullmatch(row[0]) or row[1] not in MODIFIERS:
            raise TableFileError(
                file.name, "expected a code, a modifier 26, TC, 53 or none, and the indicators", position
            )
        yield _row(file.publication.period.name, row, columns)


def _row(schedule: str, row: list[str], columns: dict[str, int]) -> FeeScheduleRow:
    return FeeScheduleRow(
        code=row[0],
        modifier=row[1],
        schedule=schedule,
        status=row[columns["status"]],
        pctc=row[columns["pctc"]],
        global_days=row[columns["global_days"]],
        nonfacility_na=row[columns["nonfacility_na"]] == "NA",
        facility_na=row[columns["facility_na"]] == "NA",
    )


def _columns(name: str, rows: Iterator[tuple[int, list[str]]]) -> dict[str, int]:
    headings: list[str] = []
    for _, row in rows:
        width = max(len(headings), len(row))
        padded = [*row, *[""] * (width - len(row))]
        above = [*headings, *[""] * (width - len(headings))]
        headings = [" ".join(f"{old} {new}".split()) for old, new in zip(above, padded, strict=True)]
        if row[:2] == FIRST_CELLS:
            return _named(name, headings)
    raise TableFileError(name, "no header HCPCS, MOD: not a physician fee schedule file")


def _named(name: str, headings: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for field, heading in HEADINGS.items():
        found = [at for at, text in enumerate(headings) if text.endswith(heading) and not _is_other(heading, text)]
        if not found:
            raise TableFileError(name, f"no column {heading}")
        columns[field] = found[0]
    return columns


def _is_other(heading: str, text: str) -> bool:
    return heading.startswith("FACILITY") and "NON-FAC" in text
