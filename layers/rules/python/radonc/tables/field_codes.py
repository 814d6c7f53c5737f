"""The procedure codes whose rows of a published table are kept."""

from functools import cache

from radonc.codes import CODES
from radonc.reference.lifecycle import known_codes


@cache
def field_codes() -> frozenset[str]:
    """Return the codes of radiation oncology: a row that names one of them is ours."""
    return frozenset(code for code in known_codes() if CODES.role(code) != "other")
