"""Rows of the first sheet of an .xlsx workbook, read as a stream; enough for the flat tables CMS publishes."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from radonc.tables.errors import TableFileError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET_DATA = f"{MAIN}sheetData"
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
COLUMN = re.compile(r"[A-Z]+")
LARGEST_PART = 2**31


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
        parents = ET.iterparse(stream, events=("start", "end"))  # noqa: S314  user's own file, size checked
        container = next(parents)[1]
        for event, element in parents:
            if event == "start" and element.tag == SHEET_DATA:
                container = element
            if event == "end" and element.tag == tag:
                yield element
                container.clear()


def _shared_strings(name: str, workbook: zipfile.ZipFile) -> list[str]:
    if SHARED not in workbook.namelist():
        return []
    return [_text(element) for element in _elements(name, workbook, SHARED, f"{MAIN}si")]


def _text(element: ET.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{MAIN}t"))


def _cells(row: ET.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        position = _position(cell.get("r", ""), len(cells))
        cells.extend("" for _ in range(position - len(cells)))
        cells.append(_value(cell, shared).strip())
    return cells


def _position(reference: str, following: int) -> int:
    letters = COLUMN.match(reference)
    if letters is None:
        return following
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ET.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    raw = cell.findtext(f"{MAIN}v") or ""
    return shared[int(raw)] if cell.get("t") == "s" else raw.removesuffix(".0")
