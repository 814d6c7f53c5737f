"""Invented CMS tables in the published layouts: a few rows in a test, imported as a user imports a real file.

A table is named as CMS names its file (without part and suffix); its rows are written with blanks between the cells:
`ccipra-v313r0`: column 1, column 2, first day, last day or `*`, indicator · `AOC_V2026Q1-MCR`: type, add-on, primary,
first day YYYYDDD · `MCR_MUE_PractitionerServices_Eff_07-01-2025`: code, value, indicator · `icd10cm_order_2025`: code,
0 or 1.
"""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from radonc.tables.importing import import_tables
from radonc.tables.reference_tables import ReferenceTables, reference_tables

PAIR_HEADER = "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
ADD_ON_HEADER = (
    "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\tAOC_Edit_DelDT\tNotes\n"
)
MUE_HEADER = '"HCPCS/\nCPT Code",MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
FILLERS = (
    "00100 00102 20200101 * 1",
    "00104 00103 20200101 * 1",
    "00120 00124 20200101 * 1",
    "00126 00140 20200101 * 1",
)
"""A row outside the field for each of the four parts of a pair table."""


def invented_tables(rows: Mapping[str, Sequence[str]]) -> ReferenceTables:
    """Return the shipped tables with invented ones over them; the same rows are imported once."""
    return _imported(tuple(sorted((name, tuple(lines)) for name, lines in rows.items())))


@cache
def _imported(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> ReferenceTables:
    folder = Path(tempfile.mkdtemp(prefix="radonc-tables-"))
    import_tables(publish(dict(rows), folder / "published"), folder / "library", date(2026, 11, 21))
    return reference_tables(folder / "library")


def publish(rows: Mapping[str, Sequence[str]], folder: Path) -> list[Path]:
    """Write invented tables as CMS publishes them and return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, lines in rows.items():
        for file, text in _files(name, [line.split() for line in lines]):
            path = folder / file
            path.write_text(text, encoding="latin-1")
            written.append(path)
    return written


def _files(name: str, rows: list[list[str]]) -> list[tuple[str, str]]:
    if name.startswith("cci"):
        return [(f"{name}-f{part}.txt", _pairs(rows if part == 1 else [], part)) for part in range(1, 5)]
    if name.startswith("AOC"):
        cells = "".join(
            "\t".join((kind, code, "", primary, "", day, "", "")) + "\n" for kind, code, primary, day in rows
        )
        return [(f"{name}.txt", ADD_ON_HEADER + cells)]
    if name.startswith("MCR_MUE"):
        return [(f"{name}.csv", MUE_HEADER + "".join(",".join((*row, "invented")) + "\n" for row in rows))]
    lines = (f"{number:05} {code:<7} {valid} {code:<60} {code}\n" for number, (code, valid) in enumerate(rows, 1))
    return [(f"{name}.txt", "".join(lines))]


def _pairs(rows: list[list[str]], part: int) -> str:
    lines = [*rows, FILLERS[part - 1].split()]
    return PAIR_HEADER + "".join(
        "\t".join((c1, c2, "", first, last, ind, "")) + "\n" for c1, c2, first, last, ind in lines
    )
