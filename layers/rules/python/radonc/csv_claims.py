"""Claims as a spreadsheet: one row a service line, the columns of the template, rows of a claim together."""

import base64
import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from radonc.byte_source import LONGEST_LINE, ByteSource
from radonc.csv_claim import CLAIM_COLUMNS, LINE_COLUMNS, CsvClaim, Row, claim_key
from radonc.reading import Pause, PayerProfiles, Rejected, Unread
from radonc.records import Problem

COLUMNS = CLAIM_COLUMNS + LINE_COLUMNS
_TELLING = {"claim_id", "procedure_code"}
_REQUIRED = ("claim_id", "payer", "claim_type", "received_date", "member_id", "procedure_code", "units", "service_date")
_DELIMITERS = (",", ";", "\t")
_BYTE_ORDER_MARK = "\ufeff"
_MARK_BYTES = 8
_COLUMN_NAME = re.compile(r"[a-z][a-z_ ]{0,39}")


def looks_like_claims_csv(head: bytes) -> bool:
    """Tell whether the first line is a header that names the claim and the procedure."""
    first = head.partition(b"\n")[0].decode("latin-1")
    return any(set(_names(first, delimiter)) >= _TELLING for delimiter in _DELIMITERS)


def read_csv(
    source: ByteSource, profiles: PayerProfiles, context: Mapping[str, Any] | None = None, until: int | None = None
) -> Iterator[Unread | Rejected | Pause]:
    """Yield a claim for each run of rows with one claim id and frequency; rows that cannot be read alone.

    Pauses before the first row of a claim past `until`.
    """
    lines = source.lines(context["line"] if context else 0)
    header = _header(lines) if context is None else (context["names"], context["delimiter"])
    if isinstance(header, Rejected):
        yield header
        return
    claim: CsvClaim | None = None
    closed = _closed(context["closed"]) if context else set()
    for number, row in _rows(lines, *header):
        if isinstance(row, Rejected):
            yield row
            continue
        if claim is None or claim.key != claim_key(row, claim):
            if claim is not None:
                yield claim.finish(profiles)
                closed.add(_mark(claim.key))
            if until is not None and source.line_begins >= until:
                names, delimiter = header
                state = {"line": number - 1, "names": names, "delimiter": delimiter, "closed": _written(closed)}
                yield Pause(source.line_begins, state)
                return
            claim = CsvClaim(row, number, apart=_mark(claim_key(row)) in closed)
        claim.add(row, number)
    if claim is not None:
        yield claim.finish(profiles)


def _mark(key: tuple[str, str]) -> bytes:
    """Eight bytes that stand for a claim whose rows have ended: of a million claims no two share them by chance."""
    return hashlib.blake2b("\x1f".join(key).encode(), digest_size=_MARK_BYTES).digest()


def _written(closed: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(sorted(closed))).decode()


def _closed(written: str) -> set[bytes]:
    packed = base64.b64decode(written)
    return {packed[start : start + _MARK_BYTES] for start in range(0, len(packed), _MARK_BYTES)}


def _header(lines: Iterator[tuple[int, bytes | None]]) -> tuple[list[str], str] | Rejected:
    first = next((line for _, line in lines if line is None or line.strip()), b"") or b""
    text = first.decode("utf-8", "replace")
    delimiter = max(_DELIMITERS, key=lambda mark: len(set(_names(text, mark)) & set(COLUMNS)))
    names = _names(text, delimiter)
    if "\r" in text.strip():
        return Rejected({"line": 1}, "header", "ends in CR alone; save the file with LF or CRLF line ends", kind="file")
    unknown = [_told(number, name) for number, name in enumerate(names, 1) if name not in COLUMNS]
    faults = [f"column {told} is not one of the template" for told in unknown]
    faults += [f"column {name!r} stands there twice" for name in COLUMNS if names.count(name) > 1]
    faults += [f"column {name!r} is missing" for name in _REQUIRED if name not in names]
    if faults:
        problems = tuple(Problem("header", fault) for fault in faults)
        return Rejected({"line": 1}, "header", faults[0], problems=problems, kind="file")
    return names, delimiter


def _told(number: int, name: str) -> str:
    """Name a column by its name, or by its number where the cell may hold data."""
    return repr(name) if _COLUMN_NAME.fullmatch(name) else str(number)


def _names(line: str, delimiter: str) -> list[str]:
    cells = line.strip().removeprefix(_BYTE_ORDER_MARK).removeprefix("\xef\xbb\xbf").split(delimiter)
    names = [cell.strip().strip('"').strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _rows(
    lines: Iterator[tuple[int, bytes | None]], names: list[str], delimiter: str
) -> Iterator[tuple[int, Row | Rejected]]:
    for number, line in lines:
        if line is None:
            yield number, Rejected({"line": number}, "row", f"is longer than {LONGEST_LINE} bytes")
            continue
        try:
            row = _row(line.decode(), names, delimiter)
        except UnicodeDecodeError:
            yield number, Rejected({"line": number}, "row", "is not UTF-8 text; save the file as CSV UTF-8")
        except (csv.Error, ValueError) as error:
            yield number, Rejected({"line": number}, "row", f"cannot be split into cells: {error}")
        else:
            if row and "claim_id" not in row:
                yield number, Rejected({"line": number}, "claim_id", "is required in every row")
            elif row:
                yield number, row


def _row(line: str, names: list[str], delimiter: str) -> Row:
    cells = [cell.strip() for cell in next(csv.reader([line.rstrip("\r")], delimiter=delimiter, strict=True), [])]
    if any(cells[len(names) :]):
        raise ValueError(f"it holds more than the {len(names)} cells of the header")
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell}
