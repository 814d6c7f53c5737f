"""The imported tables of a folder, looked up by service date; a date no table stands for gives None."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from radonc.reference.diagnosis_codes import DiagnosisTable
from radonc.tables.field_codes import field_codes
from radonc.tables.imported_table import ImportedTable, read_manifest
from radonc.tables.pair_table import PairsInMemory, PairTable
from radonc.tables.pair_verdict import PairEdits
from radonc.tables.publications import Kind

HISTORIC = frozenset({Kind.PTP, Kind.ADD_ON})
"""Tables that carry their rows' dates: a later quarter still answers for an earlier day."""


_MOST_KEPT = 16_384
ONLY_LISTED = "1"
"""Add-on edit type 1: no primary but the listed ones."""


@dataclass(frozen=True, slots=True)
class AddOnRule:
    """The primaries of an add-on code; `closed` when no other may stand in for them."""

    primaries: frozenset[str]
    closed: bool


@dataclass(frozen=True)
class TableLibrary:
    """One folder of imported tables. `full_pairs` opens all code pairs instead of those of the field."""

    folder: Path
    full_pairs: bool = False

    @cached_property
    def tables(self) -> tuple[ImportedTable, ...]:
        """The manifests, by kind, setting and period."""
        found = [read_manifest(path) for path in sorted(self.folder.glob("*.json"))]
        return tuple(sorted(found, key=lambda table: (table.kind, table.setting, table.period)))

    def table_for(self, kind: Kind, on: date, setting: str = "") -> ImportedTable | None:
        """Return the table that speaks for a service date: of its own period, else for dated rows the next later."""
        return self._tables_found(kind, on, setting)

    @cached_property
    def _tables_found(self) -> Callable[[Kind, date, str], ImportedTable | None]:
        return lru_cache(_MOST_KEPT)(self._find_table)

    def _find_table(self, kind: Kind, on: date, setting: str) -> ImportedTable | None:
        for table in self.tables:
            if (table.kind, table.setting) != (kind, setting):
                continue
            if table.period.holds(on) or (kind in HISTORIC and on <= table.period.last_day):
                return table
        return None

    def pair_edits(self, setting: str, on: date) -> PairEdits | None:
        """Return the code pairs of a setting (`practitioner`, `hospital`) that stand for a date."""
        table = self.table_for(Kind.PTP, on, setting)
        return self._pair_edits(table) if table else None

    def unit_limits(self, setting: str, on: date) -> dict[str, dict[str, str]] | None:
        """Return the unit limits of a setting in force on a date: code to value and indicator."""
        table = self.table_for(Kind.MUE, on, setting)
        return _by_code(self.folder / table.files["rows"]) if table else None

    def add_on_rule(self, code: str, on: date) -> AddOnRule | None:
        """Return what a code may stand beside on a date; a code that is no add-on has no primaries. None: no table."""
        table = self.table_for(Kind.ADD_ON, on)
        if table is None:
            return None
        rows = [row for row in _by_add_on(self.folder / table.files["rows"]).get(code, ()) if _in_force(row, on)]
        primaries = frozenset(row["primary"] for row in rows if row["primary"])
        return AddOnRule(primaries, closed=bool(rows) and all(row["edit_type"] == ONLY_LISTED for row in rows))

    def fee_schedule(self, on: date) -> dict[tuple[str, str], dict[str, str]] | None:
        """Return the fee schedule rows of the quarter of a date, by code and modifier."""
        table = self.table_for(Kind.FEE_SCHEDULE, on)
        if table is None:
            return None
        return {(row["code"], row["modifier"]): row for row in _stored_rows(self.folder / table.files["rows"])}

    def diagnoses(self, on: date) -> DiagnosisTable | None:
        """Return the ICD-10-CM table of the fiscal year of a date."""
        table = self.table_for(Kind.ICD10CM, on)
        return _diagnoses(self.folder / table.files["rows"]) if table else None

    def _pair_edits(self, table: ImportedTable) -> PairEdits:
        complete = not table.missing_parts
        if self.full_pairs:
            return PairEdits(_mapped_pairs(self.folder / table.files["full"]), table.period, complete)
        return PairEdits(_pairs_in_memory(self.folder / table.files["field"]), table.period, complete, field_codes())


@lru_cache(maxsize=32)
def _stored_rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=32)
def _by_code(path: Path) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _stored_rows(path)}


@lru_cache(maxsize=32)
def _by_add_on(path: Path) -> dict[str, tuple[dict[str, str], ...]]:
    rows: dict[str, tuple[dict[str, str], ...]] = {}
    for row in _stored_rows(path):
        rows[row["add_on"]] = (*rows.get(row["add_on"], ()), row)
    return rows


@lru_cache(maxsize=8)
def _diagnoses(path: Path) -> DiagnosisTable:
    return DiagnosisTable(path.read_bytes())


@lru_cache(maxsize=32)
def _mapped_pairs(path: Path) -> PairTable:
    return PairTable(path)


@lru_cache(maxsize=32)
def _pairs_in_memory(path: Path) -> PairsInMemory:
    return PairsInMemory(PairTable(path))


def _in_force(row: dict[str, str], on: date) -> bool:
    starts = not row["first_day"] or date.fromisoformat(row["first_day"]) <= on
    return starts and (not row["last_day"] or on <= date.fromisoformat(row["last_day"]))
