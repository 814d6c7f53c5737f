"""Calendar quarters and fiscal years, and how the publishers write them."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}
PTP_BASE_YEAR = 1994
"""Version 31.3 is 2025 Q4 and 32.0 is 2026 Q1 (domain facts 3.1): year = 1994 + major, quarter = minor + 1."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The first and last day a table stands for, and its name: `2026Q2`, or `FY2026` for a fiscal year."""

    first_day: date
    last_day: date
    name: str

    def holds(self, on: date) -> bool:
        """Return whether a service date falls in the period."""
        return self.first_day <= on <= self.last_day


def quarter(year: int, number: int) -> Period:
    """Return a calendar quarter, 1 to 4."""
    first = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * (number % 4) + 1, 1)
    return Period(first, following - timedelta(days=1), f"{year}Q{number}")


def quarter_of(day: date) -> Period:
    """Return the quarter of a date."""
    return quarter(day.year, (day.month + 2) // 3)


def quarter_of_ptp_version(major: int, minor: int) -> Period:
    """Return the quarter of an NCCI version such as 32.1."""
    return quarter(PTP_BASE_YEAR + major, minor + 1)


def fiscal_year(year: int) -> Period:
    """Return a federal fiscal year: 2026 runs from 2025-10-01 to 2026-09-30."""
    return Period(date(year - 1, 10, 1), date(year, 9, 30), f"FY{year}")


def named_period(name: str) -> Period:
    """Return the period of a name written by this module."""
    if name.startswith("FY"):
        return fiscal_year(int(name[2:]))
    return quarter(int(name[:4]), int(name[5:]))
