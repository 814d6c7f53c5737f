"""Open a published file, plain, zipped or as a workbook, and yield its rows of cells."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import ParseError

from radonc.tables.errors import TableFileError
from radonc.tables.publications import EXPECTED, Publication, recognise
from radonc.tables.workbook import workbook_rows

TEXT_SUFFIXES = (".txt", ".csv")
WORKBOOK = ".xlsx"
ARCHIVE = ".zip"
LARGEST_MEMBER = 2**30
"""Bytes an archived file may unpack to; the largest CMS part is about 60 MB."""

ENCODING = "latin-1"
"""CMS writes cp1252; latin-1 reads the same bytes and never fails. Codes, dates and numbers are ASCII in both."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    csv.Error,
    EOFError,
    IndexError,
    ValueError,
    RuntimeError,
    OSError,
)
"""What reading raises on a file cut short, corrupted or encrypted: RuntimeError for a password or an unknown packing,
OSError where an archive points outside itself."""

Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a publication: `rows` opens it anew; cells are stripped texts."""

    name: str
    publication: Publication
    rows: Callable[[], Rows]


def published_files(path: Path) -> list[PublishedFile]:
    """Return what a file holds: itself, or the recognised members of an archive (text before workbook)."""
    if path.suffix.lower() == ARCHIVE:
        return _members(path)
    publication = recognise(path.name)
    if publication is None:
        raise TableFileError(path.name, f"the name does not say which table it is; expected {EXPECTED}")
    return [PublishedFile(path.name, publication, lambda: _whole(path.name, _plain(path)))]


def _members(path: Path) -> list[PublishedFile]:
    found: dict[Publication, PublishedFile] = {}
    with _archive(path) as archive:
        names = [entry.filename for entry in archive.infolist() if entry.file_size <= LARGEST_MEMBER]
    for member in sorted(names, key=lambda name: PurePosixPath(name).suffix.lower() == WORKBOOK):
        publication = recognise(PurePosixPath(member).name)
        if publication and PurePosixPath(member).suffix.lower() in (*TEXT_SUFFIXES, WORKBOOK):
            rows = _member_rows(path, member)
            found.setdefault(publication, PublishedFile(f"{path.name}/{member}", publication, rows))
    if not found:
        raise TableFileError(path.name, f"nothing inside names a table; expected {EXPECTED}")
    return list(found.values())


def _member_rows(path: Path, member: str) -> Callable[[], Rows]:
    def rows() -> Rows:
        with _archive(path) as archive, archive.open(member) as file:
            yield from _rows_of(member, file)

    return lambda: _whole(path.name, rows())


def _whole(name: str, rows: Rows) -> Rows:
    try:
        yield from rows
    except TableFileError:
        raise
    except DAMAGE as error:
        raise TableFileError(name, "the file is cut short, damaged or encrypted") from error


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except DAMAGE as error:
        message = "not a zip archive; a licence page saved under the file's name looks like this"
        raise TableFileError(path.name, message) from error


def _plain(path: Path) -> Rows:
    with path.open("rb") as file:
        yield from _rows_of(path.name, file)


def _rows_of(name: str, file: IO[bytes]) -> Rows:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == WORKBOOK:
        yield from workbook_rows(name, io.BytesIO(file.read()))
        return
    text = io.TextIOWrapper(file, encoding=ENCODING, newline="")
    if suffix == ".csv":
        yield from ([cell.strip() for cell in row] for row in csv.reader(text))
        return
    for line in text:
        yield line.replace('"', "").rstrip("\r\n").split("\t")
