"""Reading what a query string says."""

from collections.abc import Mapping
from datetime import date

from radonc.records import Problem, RecordError


def day(query: Mapping[str, str], name: str) -> date | None:
    """Read a date of a query; None when it is not there. Raises RecordError."""
    if name not in query:
        return None
    try:
        return date.fromisoformat(query[name])
    except ValueError:
        raise RecordError((Problem(name, "must be a date as YYYY-MM-DD"),)) from None


def whole_number(query: Mapping[str, str], name: str, largest: int) -> int:
    """Read a number from 1 to `largest`; the largest when it is not there. Raises RecordError."""
    text = query.get(name, str(largest))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= largest:
        raise RecordError((Problem(name, f"must be a whole number from 1 to {largest}"),))
    return int(text)
