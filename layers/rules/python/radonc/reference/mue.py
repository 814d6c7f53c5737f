"""Medically unlikely edits: most units of a code a practitioner reports for a patient and day.

Source: `mue_2026q2.csv`, CMS practitioner file in force from 2026-04-01.
One quarter is loaded; any other date has no table.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache, lru_cache

from radonc.reference.shipped_files import csv_rows

QUARTER = "2026Q2"
FIRST_DAY = date(2026, 4, 1)
LAST_DAY = date(2026, 6, 30)


class AdjudicationIndicator(IntEnum):
    """How the value is applied: to a line, or to the units of a day; per-day values by policy are absolute."""

    LINE = 1
    DAY_POLICY = 2
    DAY_CLINICAL = 3


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """The most units of one code, and how they are counted."""

    code: str
    value: int
    indicator: AdjudicationIndicator
    rationale: str
    quarter: str


@dataclass(frozen=True, slots=True)
class NotListed:
    """The published file of the quarter has no value for the code."""

    quarter: str


@dataclass(frozen=True, slots=True)
class NoTable:
    """No table is loaded for the date, or the code is not among those taken from it: unknown, not unlimited."""

    code: str
    on: date
    loaded: str


@cache
def _limits() -> dict[str, UnitLimit | NotListed]:
    return {row["code"]: _limit(row) for row in csv_rows("mue_2026q2.csv")}


def _limit(row: dict[str, str]) -> UnitLimit | NotListed:
    if not row["value"]:
        return NotListed(QUARTER)
    indicator = AdjudicationIndicator(int(row["mai"]))
    return UnitLimit(row["code"], int(row["value"]), indicator, row["rationale"], QUARTER)


@lru_cache(maxsize=65_536)
def unit_limit(code: str, on: date) -> UnitLimit | NotListed | NoTable:
    """Return the limit of a code on a service date, or say why there is none."""
    if not FIRST_DAY <= on <= LAST_DAY:
        return NoTable(code, on, QUARTER)
    return _limits().get(code) or NoTable(code, on, QUARTER)
