"""The dated tables decisions rest on: those that ship, and over them what a folder of imported tables holds."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from radonc.reference import mue, ncci_hospital
from radonc.reference.diagnosis_codes import (
    DiagnosisStatus,
    DiagnosisTable,
    diagnosis_status,
    in_table_year,
    year_consulted,
)
from radonc.reference.fee_schedule import schedule_for
from radonc.reference.lifecycle import LAST_QUARTER, known_codes
from radonc.reference.mue import AdjudicationIndicator, NoTable, NotListed, UnitLimit
from radonc.tables.library import AddOnRule, TableLibrary
from radonc.tables.pair_table import NO_PAIR
from radonc.tables.pair_verdict import NEVER, WITH_MODIFIER, Verdict, judged
from radonc.tables.publications import Kind
from radonc.tables.quarters import quarter_of

_MOST_KEPT = 16_384
PRACTITIONER, HOSPITAL = "practitioner", "hospital"


def setting_of(claim_type: str) -> str:
    """Return whose tables a claim is judged by: its type decides."""
    return HOSPITAL if claim_type == "institutional" else PRACTITIONER


class CodePairs(Protocol):
    """What a table of code pairs answers, shipped or imported."""

    def __hash__(self) -> int:
        """A table tells itself from others, so that answers can be kept."""

    def verdict(self, column1: str, column2: str, on: date, modifiers: Iterable[str] = ()) -> Verdict:
        """Judge column 2 beside column 1 on one day; `modifiers` of both lines together."""

    def speaks_for(self, on: date) -> bool:
        """Tell whether silence on a pair of our codes means that it may be billed on a date."""

    def liftable(self, column1: str, column2: str, on: date) -> bool:
        """Tell whether a modifier lifts the edit on a pair in force."""


class HospitalPairs:
    """The pairs that ship: those of the CMS outpatient editor whose two codes are in the code lifecycle table."""

    def verdict(self, column1: str, column2: str, on: date, modifiers: Iterable[str] = ()) -> Verdict:
        """Judge column 2 beside column 1 on one day; `modifiers` of both lines together."""
        if not self.speaks_for(on):
            return Verdict.NO_DATA
        indicator = self._indicator(column1, column2, on)
        if indicator == NO_PAIR:
            return Verdict.PASS if {column1, column2} <= known_codes() else Verdict.NO_DATA
        return judged(indicator, modifiers)

    def speaks_for(self, on: date) -> bool:
        """Tell whether the editor's versions reach a date."""
        return ncci_hospital.table_covers(on)

    def liftable(self, column1: str, column2: str, on: date) -> bool:
        """Tell whether a modifier lifts the edit on a pair in force."""
        return self._indicator(column1, column2, on) == WITH_MODIFIER

    def _indicator(self, column1: str, column2: str, on: date) -> int:
        pair = ncci_hospital.hospital_pair(column1, column2, on)
        if pair is None:
            return NO_PAIR
        return WITH_MODIFIER if pair.modifier_allowed else NEVER


HOSPITAL_PAIRS = HospitalPairs()


@dataclass(frozen=True)
class ReferenceTables:
    """Every dated table, asked by setting (`practitioner`, `hospital`) and service date; None: none is loaded."""

    library: TableLibrary | None = None

    def code_pairs(self, setting: str, on: date) -> CodePairs | None:
        """Return the code pairs that stand for a date."""
        imported = self.library.pair_edits(setting, on) if self.library else None
        if imported is not None:
            return imported
        return HOSPITAL_PAIRS if setting == HOSPITAL and HOSPITAL_PAIRS.speaks_for(on) else None

    def unit_limit(self, setting: str, code: str, on: date) -> UnitLimit | NotListed | NoTable:
        """Return the unit limit of a code on a date, or say why there is none."""
        limits = self.library.unit_limits(setting, on) if self.library else None
        if limits is None:
            return mue.unit_limit(code, on) if setting == PRACTITIONER else NoTable(code, on, mue.QUARTER)
        row = limits.get(code)
        if row is None:
            return NotListed(quarter_of(on).name)
        indicator = AdjudicationIndicator(int(row["indicator"]))
        return UnitLimit(code, int(row["value"]), indicator, "", quarter_of(on).name)

    def add_on_rule(self, code: str, on: date) -> AddOnRule | None:
        """Return what an add-on code may stand beside on a date."""
        return self.library.add_on_rule(code, on) if self.library else None

    def diagnosis_status(self, code: str, on: date) -> DiagnosisStatus:
        """Return what a diagnosis is in the table of the date's fiscal year, else in the one that ships."""
        imported = self.imported_diagnoses(on)
        return imported.find(code)[0] if imported else diagnosis_status(code, on)

    def imported_diagnoses(self, on: date) -> DiagnosisTable | None:
        """Return the imported ICD-10-CM table of the fiscal year of a date."""
        return self.library.diagnoses(on) if self.library else None

    def has_diagnoses_of(self, on: date) -> bool:
        """Tell whether the ICD-10-CM table of the fiscal year of a date is loaded."""
        return in_table_year(on) or self._imported(Kind.ICD10CM, "", on) is not None

    def named(self, table: str, setting: str, on: date) -> str | None:
        """Name the quarter or year of the table that is consulted for a date; None where none is loaded."""
        return NAMES[table](self, setting, on)

    @cached_property
    def names(self) -> Callable[[tuple[str, ...], str, date], tuple[tuple[str, str], ...]]:
        """Name the quarters of several tables at once, as `named` does; tables not loaded are left out."""

        def names(tables: tuple[str, ...], setting: str, on: date) -> tuple[tuple[str, str], ...]:
            found = ((table, self.named(table, setting, on)) for table in tables)
            return tuple((table, name) for table, name in found if name)

        return lru_cache(_MOST_KEPT)(names)

    def identity(self) -> bytes:
        """Return what tells these tables from others: tables, quarters and digests of imported content."""
        tables = self.library.tables if self.library else ()
        held = [[table.table, sorted(table.files.items()), table.missing_parts] for table in tables]
        sources = [[source.name, source.sha256] for table in tables for source in table.sources]
        return hashlib.sha256(json.dumps([held, sources]).encode()).digest()

    def _imported(self, kind: Kind, setting: str, on: date) -> str | None:
        table = self.library.table_for(kind, on, setting) if self.library else None
        return table.period_name if table else None

    def _pairs_name(self, setting: str, on: date) -> str | None:
        name = self._imported(Kind.PTP, setting, on)
        if name is None and self.code_pairs(setting, on):
            name = ncci_hospital.QUARTERS
        return f"{setting} {name}" if name else None

    def _limits_name(self, setting: str, on: date) -> str | None:
        name = self._imported(Kind.MUE, setting, on)
        if name is None and setting == PRACTITIONER and mue.FIRST_DAY <= on <= mue.LAST_DAY:
            name = mue.QUARTER
        return f"{setting} {name}" if name else None

    def _imrt_plan_name(self, setting: str, on: date) -> str | None:
        return ncci_hospital.QUARTERS if setting == HOSPITAL and ncci_hospital.table_covers(on) else None

    def _add_on_name(self, _setting: str, on: date) -> str | None:
        return self._imported(Kind.ADD_ON, "", on)

    def _diagnoses_name(self, _setting: str, on: date) -> str:
        return self._imported(Kind.ICD10CM, "", on) or year_consulted(on)

    def _schedule_name(self, _setting: str, on: date) -> str:
        return schedule_for(on)

    def _lifecycle_name(self, _setting: str, _on: date) -> str:
        return LAST_QUARTER


NAMES: dict[str, Callable[[ReferenceTables, str, date], str | None]] = {
    "ncci_ptp": ReferenceTables._pairs_name,
    "mue": ReferenceTables._limits_name,
    "imrt_plan_claim": ReferenceTables._imrt_plan_name,
    "add_on": ReferenceTables._add_on_name,
    "icd10cm": ReferenceTables._diagnoses_name,
    "fee_schedule": ReferenceTables._schedule_name,
    "code_lifecycle": ReferenceTables._lifecycle_name,
}
"""How each table names its quarter; the keys are those of `tables` in a decision."""


SHIPPED_TABLES = ReferenceTables()


def reference_tables(folder: Path | None) -> ReferenceTables:
    """Return the shipped tables, with a folder of imported ones over them. Raises TableFileError for a bad manifest."""
    if folder is None:
        return SHIPPED_TABLES
    library = TableLibrary(folder)
    return ReferenceTables(library) if library.tables else SHIPPED_TABLES
