"""Turn the published files of one table into the compact files a library keeps."""

import csv
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from radonc.reference.fee_schedule import FeeScheduleRow
from radonc.tables.add_on_rows import AddOnRow, add_on_rows
from radonc.tables.fee_schedule_rows import fee_schedule_rows
from radonc.tables.field_codes import field_codes
from radonc.tables.icd10cm_rows import order_lines, table_lines
from radonc.tables.pair_coding import encode_code, pair_columns
from radonc.tables.pair_table import write_pairs
from radonc.tables.ptp_rows import PairReader
from radonc.tables.publications import Kind
from radonc.tables.published_files import PublishedFile
from radonc.tables.unit_limit_rows import UnitLimitRow, unit_limits


@dataclass(frozen=True, slots=True)
class Contents:
    """The compact files of a table, by role, and what they count."""

    files: dict[str, Path]
    rows: int
    field_rows: int


Compactor = Callable[[Sequence[PublishedFile], Path], Contents]


def compact(files: Sequence[PublishedFile], folder: Path) -> Contents:
    """Read the files of one table, all of one kind, and write its compact files into `folder`."""
    return COMPACTORS[files[0].publication.kind](files, folder)


def _compact_pairs(files: Sequence[PublishedFile], folder: Path) -> Contents:
    reader = PairReader()
    pairs = sorted({pair for file in files for pair in reader.pairs(file)})
    ours = {encode_code(code) for code in field_codes()}
    field = [pair for pair in pairs if not ours.isdisjoint(pair_columns(pair))]
    paths = {"full": folder / "full.pairs", "field": folder / "field.pairs"}
    write_pairs(paths["full"], pairs)
    write_pairs(paths["field"], field)
    return Contents(paths, len(pairs), len(field))


def _compact_icd10cm(files: Sequence[PublishedFile], folder: Path) -> Contents:
    path = folder / "rows.csv"
    lines = list(table_lines(line for file in files for line in order_lines(file)))
    path.write_text("".join(lines), encoding="ascii")
    return Contents({"rows": path}, len(lines) - 1, len(lines) - 1)


def _row_compactor(row_type: type[Any], read: Callable[[PublishedFile], Iterator[Any]], code_field: str) -> Compactor:
    names = [field.name for field in fields(row_type)]

    def compact_rows(files: Sequence[PublishedFile], folder: Path) -> Contents:
        path = folder / "rows.csv"
        count = field_count = 0
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(names)
            for row in itertools.chain.from_iterable(map(read, files)):
                writer.writerow([_cell(getattr(row, name)) for name in names])
                count += 1
                field_count += getattr(row, code_field) in field_codes()
        return Contents({"rows": path}, count, field_count)

    return compact_rows


def _cell(value: object) -> object:
    if value is None:
        return ""
    return "NA" if value is True else "" if value is False else value


COMPACTORS: dict[Kind, Compactor] = {
    Kind.PTP: _compact_pairs,
    Kind.MUE: _row_compactor(UnitLimitRow, unit_limits, "code"),
    Kind.ADD_ON: _row_compactor(AddOnRow, add_on_rows, "add_on"),
    Kind.FEE_SCHEDULE: _row_compactor(FeeScheduleRow, fee_schedule_rows, "code"),
    Kind.ICD10CM: _compact_icd10cm,
}
