"""ICD-10-CM codes: valid or not, which side they name, how specific they are.

Source: `icd10cm.csv`, the April 2026 tables, and `icd10cm_changes_2026.csv`, what began and ended with fiscal year
2026: together they hold two years. For others the later one stands in and a code that is new since, or gone before, may
be called `unknown`; ask `in_table_year` before a finding rests on validity.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from radonc.reference.shipped_files import HERE, csv_rows

YEARS = {
    "FY2025": (date(2024, 10, 1), date(2025, 9, 30)),
    "FY2026": (date(2025, 10, 1), date(2026, 9, 30)),
}
"""Fiscal years whose codes are known, with their first and last day."""
WHOLE_YEAR = "FY2026"
"""The year whose table ships whole, in its April 2026 update; it stands in for years that are not known."""

SYNTAX = re.compile(r"[A-Z][0-9A-Z]{2,6}")
ROW_BYTES = 12
"""`C50911 ,R,S` and a line feed."""
CODE_BYTES = 7
SIDE_AT = 8
OPEN_AT = 10


class DiagnosisStatus(StrEnum):
    """What a diagnosis code is in the loaded tables."""

    VALID = "valid"
    TRUNCATED = "truncated"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


class LeftOpen(StrEnum):
    """What a valid code leaves open, by its wording."""

    NOTHING = "-"
    LATERALITY = "L"
    SITE = "N"
    PRIMARY = "P"
    SUBSITE = "S"
    TITLE_WORD = "W"


class Strictness(StrEnum):
    """How a payer reads `unspecified` (D-18, domain facts 6)."""

    DEFAULT = "default"
    STRICT = "strict"
    LATERALITY = "laterality"
    LIST = "list"


OK, WARN, PEND, DENY = "ok", "warn", "pend", "deny"

OUTCOMES = {
    Strictness.DEFAULT: {
        LeftOpen.LATERALITY: DENY,
        LeftOpen.SITE: DENY,
        LeftOpen.PRIMARY: PEND,
        LeftOpen.SUBSITE: WARN,
    },
    Strictness.STRICT: {
        LeftOpen.LATERALITY: DENY,
        LeftOpen.SITE: DENY,
        LeftOpen.PRIMARY: PEND,
        LeftOpen.SUBSITE: DENY,
        LeftOpen.TITLE_WORD: DENY,
    },
    Strictness.LATERALITY: {LeftOpen.LATERALITY: DENY},
    Strictness.LIST: {},
}
"""Outcome by strictness and by what is left open; what is not named is `ok`. C80.1 pends however strict (A-32)."""


@dataclass(frozen=True, slots=True)
class Specificity:
    """The judgement on one code: `ok`, `warn`, `pend` or `deny`, and what the code leaves open."""

    outcome: str
    left_open: LeftOpen


class DiagnosisTable:
    """Fixed-width rows sorted by code, searched where they lie; shipped or imported, both in the same form."""

    def __init__(self, rows: bytes) -> None:
        self._rows = rows
        self._count = len(rows) // ROW_BYTES - 1

    def find(self, code: str) -> tuple[DiagnosisStatus, str]:
        """Return the status of a code, dotted or not, and its row when it is valid (else an empty text)."""
        plain = undotted(code)
        if not SYNTAX.fullmatch(plain):
            return DiagnosisStatus.MALFORMED, ""
        at = bisect_left(range(self._count), plain, key=self._code)
        row = self._row(at)
        if row[:CODE_BYTES].rstrip() == plain:
            return DiagnosisStatus.VALID, row
        if row.startswith(plain):
            return DiagnosisStatus.TRUNCATED, ""
        return DiagnosisStatus.UNKNOWN, ""

    def _row(self, position: int) -> str:
        start = (position + 1) * ROW_BYTES
        return self._rows[start : start + ROW_BYTES].decode("ascii")

    def _code(self, position: int) -> str:
        return self._row(position)[:CODE_BYTES].rstrip()


@cache
def _table(year: str) -> DiagnosisTable:
    rows = (HERE / "icd10cm.csv").read_bytes()
    return DiagnosisTable(rows if year == WHOLE_YEAR else b"".join(_rows_before_changes(rows)))


def _rows_before_changes(rows: bytes) -> Iterator[bytes]:
    """Yield heading and rows of the year before: without the codes that began, with those that ended."""
    changes = {row["code"]: row["change"] for row in csv_rows("icd10cm_changes_2026.csv")}
    heading, *kept = rows.splitlines(keepends=True)
    ended = [f"{code:{CODE_BYTES}},-,-\n".encode() for code, change in changes.items() if change == "ended"]
    began = {code.encode() for code, change in changes.items() if change == "begins"}
    yield heading
    yield from sorted([*ended, *(row for row in kept if row[:CODE_BYTES].rstrip() not in began)])


def undotted(code: str) -> str:
    """Return a diagnosis code in upper case without dot or blanks."""
    return code.replace(".", "").strip().upper()


@lru_cache(maxsize=4096)
def _found(code: str, year: str = WHOLE_YEAR) -> tuple[DiagnosisStatus, str]:
    return _table(year).find(code)


def year_consulted(on: date) -> str:
    """Name the fiscal year a diagnosis of a date is looked up in."""
    return next((name for name, (first, last) in YEARS.items() if first <= on <= last), WHOLE_YEAR)


def in_table_year(on: date) -> bool:
    """Return whether the codes of the service date's fiscal year are known."""
    return any(first <= on <= last for first, last in YEARS.values())


def diagnosis_status(code: str, on: date) -> DiagnosisStatus:
    """Return whether a code, dotted or not, is valid, a category that needs more characters, unknown or no code."""
    return _found(code, year_consulted(on))[0]


@lru_cache(maxsize=4096)
def left_open(code: str) -> LeftOpen:
    """Return what a code leaves open; `NOTHING` for a code that is not valid."""
    return _left_open(_found(code)[1])


def _left_open(row: str) -> LeftOpen:
    return LeftOpen(row[OPEN_AT]) if row else LeftOpen.NOTHING


def specificity(
    code: str,
    strictness: Strictness = Strictness.DEFAULT,
    *,
    listed: Container[str] = (),
    allowed: Container[str] = (),
    table: DiagnosisTable | None = None,
) -> Specificity:
    """Judge how specific a diagnosis is, by the shipped table or another.

    `listed` (for `list`) and `allowed` (for every strictness) hold undotted codes.
    """
    gap = _left_open(table.find(code)[1]) if table else left_open(code)
    if allowed and undotted(code) in allowed:
        return Specificity(OK, gap)
    if strictness is Strictness.LIST:
        return Specificity(DENY if undotted(code) in listed else OK, gap)
    return _specificity(strictness, gap)


@cache
def _specificity(strictness: Strictness, gap: LeftOpen) -> Specificity:
    return Specificity(OUTCOMES[strictness].get(gap, OK), gap)


@lru_cache(maxsize=4096)
def side(code: str) -> str:
    """Return `R` or `L` when the code's wording names one side, else an empty text."""
    row = _found(code)[1]
    return row[SIDE_AT].strip("-") if row else ""


@lru_cache(maxsize=4096)
def category3(code: str) -> str:
    """Return the three-character category, the site group of a course (A-07)."""
    return undotted(code)[:3]
