"""Reading what a query string says."""

import re
from collections.abc import Mapping
from datetime import date

from radonc.records import Problem, RecordError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(query: Mapping[str, str], name: str) -> date | None:
    """Read a date of a query; None when it is not there. Raises RecordError."""
    if name not in query:
        return None
    refusal = RecordError((Problem(name, "must be a date as YYYY-MM-DD"),))
    if not _DAY.fullmatch(query[name]):  # fromisoformat reads weeks and bare digits too
        raise refusal
    try:
        return date.fromisoformat(query[name])
    except ValueError:
        raise refusal from None


def whole_number(query: Mapping[str, str], name: str, largest: int) -> int:
    """Read a number from 1 to `largest`; the largest when it is not there. Raises RecordError."""
    text = query.get(name, str(largest))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= largest:
        raise RecordError((Problem(name, f"must be a whole number from 1 to {largest}"),))
    return int(text)
