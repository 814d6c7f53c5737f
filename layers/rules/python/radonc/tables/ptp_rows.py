"""Rows of an NCCI procedure-to-procedure file (domain facts 3.1)."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from radonc.reference.lifecycle import HCPCS_SYNTAX
from radonc.tables.errors import TableFileError
from radonc.tables.pair_coding import FIRST_DAY, NO_DAY, NO_LAST_DAY, EncodedPair, encode_code, encode_day, encode_pair
from radonc.tables.published_files import PublishedFile

HEADER_ROWS = 30
"""Notices and the header, which CMS splits over several rows, end well within this many rows."""

COLUMNS = 6
NO_DATE = "*"
INDICATORS = {"0": 0, "1": 1, "9": 9}
EXPECTED_ROW = "expected column 1, column 2, *, dates, modifier indicator"
NumberedRows = Iterator[tuple[int, list[str]]]
DATE = re.compile(r"[0-9]{8}")


class PairReader:
    """Encode the rows of PTP files; codes and dates repeat, so each is read once."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._days: dict[str, int] = {"": FIRST_DAY}
        self._last_days: dict[str, int] = {NO_DATE: NO_LAST_DAY, "": NO_LAST_DAY}

    def pairs(self, file: PublishedFile) -> Iterator[EncodedPair]:
        """Yield every pair of a file; refuse a file whose header or rows are not those of a PTP table."""
        rows = enumerate(file.rows(), 1)
        for position, row in self._after_header(file.name, rows):
            if len(row) >= COLUMNS:
                yield self._encoded(file.name, position, row)
            elif any(cell.strip() for cell in row):
                raise TableFileError(file.name, EXPECTED_ROW, position)

    def _after_header(self, name: str, rows: NumberedRows) -> NumberedRows:
        for position, row in rows:
            if _is_header(row):
                break
            if position > HEADER_ROWS or _is_data(row):
                raise TableFileError(name, "data before the header `Column 1`, `Column 2`: not a PTP file", position)
        else:
            raise TableFileError(name, "no header `Column 1`, `Column 2`: not a PTP file")
        for position, row in rows:
            if _is_data(row):
                yield position, row
                yield from rows
            elif position > HEADER_ROWS:
                raise TableFileError(name, EXPECTED_ROW, position)

    def _encoded(self, name: str, position: int, row: list[str]) -> EncodedPair:
        try:
            first = self._day(self._days, row[3])
            last = self._day(self._last_days, row[4])
            indicator = INDICATORS[row[5].strip()]
            column1, column2 = self._code(row[0]), self._code(row[1])
        except (KeyError, ValueError) as error:
            expected = "expected codes, YYYYMMDD dates and an indicator 0, 1 or 9"
            raise TableFileError(name, expected, position, found=str(error)) from error
        if last < first:
            raise TableFileError(name, "the pair is deleted before it takes effect", position)
        return encode_pair(column1, column2, first, last, indicator)

    def _code(self, text: str) -> int:
        return _remembered(self._codes, text, _read_code)

    def _day(self, known: dict[str, int], text: str) -> int:
        return _remembered(known, text, _read_day)


def _remembered(known: dict[str, int], text: str, read: Callable[[str], int]) -> int:
    value = known.get(text)
    if value is None:
        value = known[text] = read(text.strip())
    return value


def _read_code(text: str) -> int:
    if not HCPCS_SYNTAX.fullmatch(text):
        raise ValueError(text)
    return encode_code(text)


def _read_day(text: str) -> int:
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return max(encode_day(date(int(text[:4]), int(text[4:6]), int(text[6:]))), NO_DAY)


def _is_data(row: list[str]) -> bool:
    codes = [cell.strip() for cell in row[:2]]
    return len(row) >= COLUMNS and all(HCPCS_SYNTAX.fullmatch(code) for code in codes)


def _is_header(row: list[str]) -> bool:
    return [cell.strip().lower() for cell in row[:2]] == ["column 1", "column 2"]
