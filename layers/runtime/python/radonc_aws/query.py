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
