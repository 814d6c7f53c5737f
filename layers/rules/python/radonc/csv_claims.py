"""Claims as a spreadsheet: one row a service line, the columns of the template, rows of a claim together."""

import base64
import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from radonc.byte_source import LONGEST_LINE, ByteSource
from radonc.csv_cells import CELLS, CellError
from radonc.reading import Pause, PayerProfiles, Rejected, Unread
from radonc.records import Problem

CLAIM_COLUMNS = (
    "claim_id", "payer", "claim_type", "frequency_code", "original_claim_id", "received_date", "member_id",
    "billing_provider_npi", "rendering_provider_npi", "place_of_service", "bill_type", "diagnoses",
    "authorization_number", "karnofsky", "ecog",
)  # fmt: skip
LINE_COLUMNS = (
    "line_number", "procedure_code", "modifiers", "units", "service_date", "service_date_end", "diagnosis_pointers",
    "line_place_of_service", "line_authorization_number", "treatment_site", "revenue_code", "charge", "documents",
)  # fmt: skip
COLUMNS = CLAIM_COLUMNS + LINE_COLUMNS
_TELLING = {"claim_id", "procedure_code"}
_REQUIRED = ("claim_id", "payer", "claim_type", "received_date", "member_id", "procedure_code", "units", "service_date")
_DELIMITERS = (",", ";", "\t")
_CLINICAL = ("karnofsky", "ecog")
_LINE_PREFIX = "line_"
_OVERRIDES = ("line_place_of_service", "line_authorization_number")
_BYTE_ORDER_MARK = "\ufeff"
_MARK_BYTES = 8
_MOST_LINES = 999  # of a claim; rows beyond are counted, so that a file of one claim takes no more memory
_COLUMN_NAME = re.compile(r"[a-z][a-z_ ]{0,39}")

Row = dict[str, str]


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
    claim: _Claim | None = None
    closed = _closed(context["closed"]) if context else set()
    for number, row in _rows(lines, *header):
        if isinstance(row, Rejected):
            yield row
            continue
        if claim is None or claim.key != _key(row, claim):
            if claim is not None:
                yield claim.finish(profiles)
                closed.add(_mark(claim.key))
            if until is not None and source.line_begins >= until:
                names, delimiter = header
                state = {"line": number - 1, "names": names, "delimiter": delimiter, "closed": _written(closed)}
                yield Pause(source.line_begins, state)
                return
            claim = _Claim(row, number, apart=_mark(_key(row)) in closed)
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


def _key(row: Row, open_claim: "_Claim | None" = None) -> tuple[str, str]:
    inherited = open_claim.key[1] if open_claim and open_claim.key[0] == row["claim_id"] else ""
    return row["claim_id"], row.get("frequency_code") or inherited or "1"


class _Claim:
    """Gathers the rows of one claim. A claim column may be empty after the first row, never different."""

    def __init__(self, row: Row, number: int, *, apart: bool) -> None:
        self.key = _key(row)
        self._number = number
        self._sent: Row = {}
        self._lines: list[dict[str, Any]] = []
        self._problems: list[Problem] = []
        self._rows = 0
        if apart:
            self._problem("claim_id", "stands in rows that are not together; sort the file by claim", number)

    def add(self, row: Row, number: int) -> None:
        self._rows += 1
        if self._rows > _MOST_LINES:
            return
        for name in CLAIM_COLUMNS:
            value = row.get(name)
            if value is not None and self._sent.setdefault(name, value) != value:
                hint = "; use line_place_of_service for single lines" if name == "place_of_service" else ""
                self._problem(name, f"differs between the rows of the claim{hint}", number)
        line = self._values(row, LINE_COLUMNS, f"lines[{len(self._lines)}].", number)
        line.setdefault("line_number", len(self._lines) + 1)
        self._lines.append(
            {name.removeprefix(_LINE_PREFIX) if name in _OVERRIDES else name: line[name] for name in line}
        )

    def finish(self, profiles: PayerProfiles) -> Unread:
        if self._rows > _MOST_LINES:
            self._problem("lines", f"holds {self._rows} lines, more than {_MOST_LINES}", self._number)
        fields = self._values(self._sent, CLAIM_COLUMNS, "", self._number)
        clinical = {name: fields.pop(name) for name in _CLINICAL if name in fields}
        if clinical:
            fields["clinical"] = clinical
        payer = fields.get("payer")
        if payer is not None:
            fields["payer"] = profiles.profile(payer)
            if fields["payer"] is None:
                self._problem("payer", "unknown payer: no policy profile stands for it", self._number)
        return Unread(fields | {"lines": self._lines}, {"line": self._number}, self._problems)

    def _values(self, row: Row, names: tuple[str, ...], prefix: str, number: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in names:
            if name not in row:
                continue
            try:
                values[name] = CELLS[name](row[name])
            except CellError as error:
                self._problem(f"{prefix}{name}", str(error), number)
        return values

    def _problem(self, field: str, reason: str, number: int) -> None:
        self._problems.append(Problem(field, f"{reason} (line {number})"))
