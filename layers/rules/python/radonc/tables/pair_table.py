"""A table of code pairs as one read-only file, searched where it lies (memory-mapped) or held in memory.

Layout, little-endian: magic, number of codes n and pairs m, then codes u32[n], start of each code's pairs u32[n+1],
column 2 u16[m] as index into codes, first day u16[m], last day u16[m], modifier indicator u8[m].
"""

import mmap
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from radonc.reference.lifecycle import HCPCS_SYNTAX
from radonc.tables.errors import TableFileError
from radonc.tables.pair_coding import BASE, EPOCH, EncodedPair, encode_code, pair_columns, pair_window

MAGIC = b"RADPAIR1"
HEADER = struct.Struct("<8sII")
MOST_CODES = 0xFFFF
NO_PAIR = -1
NO_CODE = -1

Window = tuple[int, int, int]
"""First day, last day (both inclusive, days since the epoch) and modifier indicator."""


def write_pairs(path: Path, pairs: Sequence[EncodedPair]) -> None:
    """Write sorted, distinct pairs as one table file."""
    codes = sorted({code for pair in pairs for code in pair_columns(pair)})
    if len(codes) > MOST_CODES:
        raise TableFileError(path.name, f"{len(codes)} codes; the layout holds {MOST_CODES}")
    index = {code: position for position, code in enumerate(codes)}
    starts, columns = _columns(pairs, index)
    with path.open("wb") as file:
        file.write(HEADER.pack(MAGIC, len(codes), len(pairs)))
        for values in (array("I", codes), starts, *columns):
            values.tofile(file)


def _columns(pairs: Iterable[EncodedPair], index: dict[int, int]) -> "tuple[array[int], tuple[array[int], ...]]":
    counts = array("I", bytes(4 * (len(index) + 1)))
    column2, first, last, indicators = array("H"), array("H"), array("H"), array("B")
    for pair in pairs:
        code1, code2 = pair_columns(pair)
        first_day, last_day, indicator = pair_window(pair)
        counts[index[code1] + 1] += 1
        column2.append(index[code2])
        first.append(first_day)
        last.append(last_day)
        indicators.append(indicator)
    for position in range(1, len(counts)):
        counts[position] += counts[position - 1]
    return counts, (column2, first, last, indicators)


class PairTable:
    """One table file, opened without reading it."""

    def __init__(self, path: Path) -> None:
        if sys.byteorder != "little":
            raise TableFileError(path.name, "pair tables are little-endian; this machine is not")
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._map) < HEADER.size or self._map[: len(MAGIC)] != MAGIC:
            raise TableFileError(path.name, "not a pair table of this version")
        _, codes, pairs = HEADER.unpack_from(self._map)
        self._view = memoryview(self._map)
        self._end = HEADER.size
        self._codes = self._section("I", codes)
        self._starts = self._section("I", codes + 1)
        self._column2 = self._section("H", pairs)
        self._first = self._section("H", pairs)
        self._last = self._section("H", pairs)
        self._indicators = self._section("B", pairs)
        if self._end != len(self._map):
            raise TableFileError(path.name, "the file is cut short or too long for the counts in its header")
        self._positions: dict[str, int] = {}
        self._slices: dict[str, tuple[int, int]] = {}

    def _section(self, item: str, count: int) -> Sequence[int]:
        begin, self._end = self._end, self._end + count * struct.calcsize(f"<{item}")
        return self._view[begin : self._end].cast(item)  # type: ignore[call-overload, no-any-return]

    def indicator(self, column1: str, column2: str, on: date) -> int:
        """Return the modifier indicator of the pair in force on a date, NO_PAIR when there is none."""
        start, end = self._slices.get(column1) or self._slice(column1)
        position = self._positions.get(column2)
        if position is None:
            position = self._position(column2)
        at = bisect_left(self._column2, position, start, end)
        if at == end or self._column2[at] != position:
            return NO_PAIR
        day = on.toordinal() - EPOCH
        while at < end and self._column2[at] == position:
            if self._first[at] <= day <= self._last[at]:
                return self._indicators[at]
            at += 1
        return NO_PAIR

    def partners(self, column1: str) -> dict[str, tuple[Window, ...]]:
        """Return the column 2 codes of one column 1 code with their windows."""
        partners: dict[str, tuple[Window, ...]] = {}
        for at in range(*self._slice(column1)):
            code = code_text(self._codes[self._column2[at]])
            window = (self._first[at], self._last[at], self._indicators[at])
            partners[code] = (*partners.get(code, ()), window)
        return partners

    def _slice(self, column1: str) -> tuple[int, int]:
        position = self._position(column1)
        if position == NO_CODE:
            return (0, 0)
        span = self._slices[column1] = (self._starts[position], self._starts[position + 1])
        return span

    def _position(self, code: str) -> int:
        if not HCPCS_SYNTAX.fullmatch(code):
            return NO_CODE
        key = encode_code(code)
        at = bisect_left(self._codes, key)
        if at == len(self._codes) or self._codes[at] != key:
            return NO_CODE
        self._positions[code] = at
        return at


class PairsInMemory:
    """A small table in dictionaries, column 1 first; the partners of a code are read when it is first asked for."""

    def __init__(self, table: PairTable) -> None:
        self._table = table
        self._partners: dict[str, dict[str, tuple[Window, ...]]] = {}

    def indicator(self, column1: str, column2: str, on: date) -> int:
        """Return the modifier indicator of the pair in force on a date, NO_PAIR when there is none."""
        partners = self._partners.get(column1)
        if partners is None:
            partners = self._partners[column1] = self._table.partners(column1)
        windows = partners.get(column2)
        if windows is None:
            return NO_PAIR
        day = on.toordinal() - EPOCH
        for first, last, indicator in windows:
            if first <= day <= last:
                return indicator
        return NO_PAIR


def code_text(number: int) -> str:
    """Return the code an encoded number stands for."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    for _ in range(5):
        number, digit = divmod(number, BASE)
        text = digits[digit] + text
    return text
