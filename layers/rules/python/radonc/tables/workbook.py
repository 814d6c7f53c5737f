"""Rows of the first sheet of an .xlsx workbook, read as a stream; enough for the flat tables CMS publishes."""

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import IO
from xml.etree import ElementTree as ET

from radonc.tables.errors import TableFileError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
DIGITS = "0123456789"
VALUE = f"{MAIN}v"
LARGEST_PART = 2**31
COLUMNS = 16_384
"""Columns a sheet may have; the last is XFD. A cell further right would make its row as long as it likes."""


def workbook_rows(name: str, file: IO[bytes]) -> Iterator[list[str]]:
    """Yield the cells of each row of the first sheet as stripped texts, empty rows included as empty lists."""
    try:
        workbook = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise TableFileError(name, "not an .xlsx workbook") from error
    with workbook:
        shared = _shared_strings(name, workbook)
        for element in _elements(name, workbook, SHEET, f"{MAIN}row"):
            yield _cells(element, shared)


def _elements(name: str, workbook: zipfile.ZipFile, part: str, tag: str) -> Iterator[ET.Element]:
    if part not in workbook.namelist():
        raise TableFileError(name, f"the workbook has no {part}")
    if workbook.getinfo(part).file_size > LARGEST_PART:
        raise TableFileError(name, f"{part} unpacks to more than {LARGEST_PART} bytes")
    with workbook.open(part) as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314  the user's own file, its size checked
            if element.tag == tag:
                yield element
                element.clear()


def _shared_strings(name: str, workbook: zipfile.ZipFile) -> list[str]:
    if SHARED not in workbook.namelist():
        return []
    return [_text(element) for element in _elements(name, workbook, SHARED, f"{MAIN}si")]


def _text(element: ET.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{MAIN}t"))


def _cells(row: ET.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        letters = cell.get("r", "").rstrip(DIGITS)
        gap = _position(letters) - len(cells) if letters else 0
        if gap:
            cells.extend([""] * gap)
        cells.append(_value(cell, shared).strip())
    return cells


@lru_cache(maxsize=256)
def _position(letters: str) -> int:
    """Return the index of a column from its letters: A 0, Z 25, AA 26. Raises ValueError past the last column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > COLUMNS:
        raise ValueError("no such column")
    return number - 1


def _value(cell: ET.Element, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    raw = cell.findtext(VALUE) or ""
    return shared[int(raw)] if kind == "s" else raw.removesuffix(".0")
