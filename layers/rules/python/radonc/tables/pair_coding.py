"""Code pairs as numbers: small enough to hold 2.3 million of them, and in the order the table keeps them."""

from datetime import date

EncodedPair = int
"""Column 1, column 2, first day, last day and modifier indicator in one number, most significant first."""

EPOCH = date(1990, 1, 1).toordinal()
"""NCCI began in 1996; two bytes of days reach 2169."""

FIRST_DAY = 0
NO_DAY = 0
NO_LAST_DAY = 0xFFFF

BASE = 36
CODE_BITS, DAY_BITS, INDICATOR_BITS = 26, 16, 4


def encode_code(code: str) -> int:
    """Return a five-character procedure code as a number that keeps the codes' order."""
    return int(code, BASE)


def encode_day(day: date) -> int:
    """Return a date as days since the epoch."""
    return day.toordinal() - EPOCH


def encode_pair(column1: int, column2: int, first: int, last: int, indicator: int) -> EncodedPair:
    """Pack one pair; sorting the results sorts by columns, then by first day."""
    codes = (column1 << CODE_BITS) | column2
    days = (first << DAY_BITS) | last
    return (((codes << 2 * DAY_BITS) | days) << INDICATOR_BITS) | indicator


def pair_columns(pair: EncodedPair) -> tuple[int, int]:
    """Return the two encoded codes of a pair."""
    codes = pair >> (2 * DAY_BITS + INDICATOR_BITS)
    return codes >> CODE_BITS, codes & ((1 << CODE_BITS) - 1)


def pair_window(pair: EncodedPair) -> tuple[int, int, int]:
    """Return first day, last day and indicator of a pair."""
    days = pair >> INDICATOR_BITS
    mask = (1 << DAY_BITS) - 1
    return (days >> DAY_BITS) & mask, days & mask, pair & ((1 << INDICATOR_BITS) - 1)
