"""Code pairs the CMS outpatient editor holds for radiation oncology, with their windows.

Source: `ncci_hospital.csv`, CMS outpatient editor 27.1 (2019-07-01 on).
The practitioner pairs are not shipped; the user imports them. Outside the covered dates the answer is "no table", never
"may be billed together".
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from radonc.reference.shipped_files import csv_rows

FIRST_DAY = date(2019, 7, 1)
LAST_DAY = date(2026, 6, 30)
"""The editor's last version began on 2026-04-01; its open windows run to a technical end date, not a forecast."""
QUARTERS = "2019Q3-2026Q2"
IMRT_PLAN = "77301"


@dataclass(frozen=True, slots=True)
class HospitalPair:
    """Column 2 is not paid beside column 1 from `valid_from` to `valid_to`, both inclusive."""

    column1: str
    column2: str
    valid_from: date
    valid_to: date
    modifier_allowed: bool


Windows = dict[tuple[str, str], tuple[HospitalPair, ...]]


@cache
def _windows(edit: str) -> Windows:
    windows: Windows = {}
    for row in csv_rows("ncci_hospital.csv"):
        if row["edit"] == edit:
            key = (row["column1"], row["column2"])
            windows[key] = (*windows.get(key, ()), _pair(row))
    return windows


def _pair(row: dict[str, str]) -> HospitalPair:
    return HospitalPair(
        row["column1"],
        row["column2"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]),
        row["modifier_allowed"] == "1",
    )


def table_covers(on: date) -> bool:
    """Return whether the editor's versions we hold reach the service date."""
    return FIRST_DAY <= on <= LAST_DAY


def hospital_pair(column1: str, column2: str, on: date) -> HospitalPair | None:
    """Return the pair in force on a date, in this column order; None when there is none."""
    return _in_force("ncci", column1, column2, on)


def kept_off_claim_with_imrt_plan(code: str, on: date) -> bool:
    """Return whether `code` may not stand on the same outpatient claim as 77301 (editor edit 125)."""
    return table_covers(on) and _in_force("imrt_plan_same_claim", IMRT_PLAN, code, on) is not None


def _in_force(edit: str, column1: str, column2: str, on: date) -> HospitalPair | None:
    for pair in _windows(edit).get((column1, column2), ()):
        if pair.valid_from <= on <= pair.valid_to:
            return pair
    return None
