"""Medicare physician fee schedule indicators: payment status and the professional/technical split.

Source: `fee_schedule.csv`, CMS RVU25D (October 2025) and RVU26C (July 2026).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from radonc.reference.shipped_files import csv_rows

FIRST_DAY_OF_2026_SCHEDULE = date(2026, 1, 1)


class ComponentSplit(StrEnum):
    """How a service divides into a professional and a technical part."""

    SPLIT = "split"
    PROFESSIONAL_ONLY = "professional_only"
    TECHNICAL_ONLY = "technical_only"
    NONE = "none"
    UNKNOWN = "unknown"


SPLIT_OF_PCTC = {
    "1": ComponentSplit.SPLIT,
    "2": ComponentSplit.PROFESSIONAL_ONLY,
    "3": ComponentSplit.TECHNICAL_ONLY,
    "0": ComponentSplit.NONE,
    "9": ComponentSplit.NONE,
}
"""PC/TC indicator to split (domain facts 2.3): 0 physician service without split, 9 concept does not apply."""


@dataclass(frozen=True, slots=True)
class FeeScheduleRow:
    """One row of the schedule: the code as a whole (modifier "") or its 26 or TC row.

    `status` A active, B bundled, C contractor priced, E, I or X not paid, R restricted.
    `*_na` is true where the technical part is not payable to a practitioner in that setting.
    """

    code: str
    modifier: str
    schedule: str
    status: str
    pctc: str
    global_days: str
    nonfacility_na: bool
    facility_na: bool


@cache
def _rows() -> dict[tuple[str, str, str], FeeScheduleRow]:
    return {(row["schedule"], row["code"], row["modifier"]): _row(row) for row in csv_rows("fee_schedule.csv")}


def _row(row: dict[str, str]) -> FeeScheduleRow:
    return FeeScheduleRow(
        code=row["code"],
        modifier=row["modifier"],
        schedule=row["schedule"],
        status=row["status"],
        pctc=row["pctc"],
        global_days=row["global_days"],
        nonfacility_na=row["nonfacility_na"] == "NA",
        facility_na=row["facility_na"] == "NA",
    )


def schedule_for(on: date) -> str:
    """Return which of the two loaded schedules stands for a service date: `2025Q4` or `2026Q3`."""
    return "2026Q3" if on >= FIRST_DAY_OF_2026_SCHEDULE else "2025Q4"


def indicator(code: str, on: date, modifier: str = "") -> FeeScheduleRow | None:
    """Return the schedule row of a code and component on a date.

    None: the code was absent from that schedule, or its rows were not read (see `code_lifecycle.csv` to tell).
    """
    return _rows().get((schedule_for(on), code, modifier))


@lru_cache(maxsize=65_536)
def component_split(code: str, on: date) -> ComponentSplit:
    """Return whether 26 and TC make sense on a code.

    `unknown` when the schedule of that date has no row, and for a status I row with indicator 0: Medicare did not
    take 77387 in 2025, so its row says nothing of how others split it.
    """
    row = indicator(code, on)
    if row is None or (row.status, row.pctc) == ("I", "0"):
        return ComponentSplit.UNKNOWN
    return SPLIT_OF_PCTC[row.pctc]
