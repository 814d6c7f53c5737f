"""Read any file of records: find out what it is, hand out records, set aside what cannot be read."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from radonc.byte_source import LONGEST_LINE, ByteSource
from radonc.csv_claims import looks_like_claims_csv, read_csv
from radonc.json_records import RESOURCE_TYPE, json_or_none, read_json_document, read_json_lines
from radonc.reading import Accepted, Pause, PayerProfiles, Rejected, Unread
from radonc.records import RecordError, parse_record
from radonc.x12 import read_x12

__all__ = ["Accepted", "Checkpoint", "Rejected", "read_range", "read_records"]

X12, JSON_LINES, JSON_DOCUMENT, CSV = "x12", "json lines", "json document", "csv"

_HEAD_BYTES = 64 * 1024
_BLANKS = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ISA = re.compile(rb"ISA[^A-Za-z0-9 \t\r\n]")
_OBJECT_LINE = re.compile(rb"^[ \t]*\{[ \t]*\"", re.MULTILINE)
_REFUSED = {
    b"\x1f\x8b": "gzip inside gzip is not read",
    b"PK\x03\x04": "is a zip archive; send gzip",
    b"\xff\xfe": "is UTF-16 text; send UTF-8",
    b"\xfe\xff": "is UTF-16 text; send UTF-8",
    b"GS": "is X12 without its ISA segment, so its separators are unknown",
    b"ST": "is X12 without its ISA segment, so its separators are unknown",
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the next range of a file begins, and what reading it takes; holds nothing of a person, so it may be kept.

    `offset` counts bytes of content, `taken` bytes of the file; they differ where the file is packed.
    """

    form: str
    offset: int
    taken: int
    packed: bool
    empty: bool  # no record so far
    context: Mapping[str, Any]


def read_records(
    stream: BinaryIO,
    name: str,
    *,
    payers: Mapping[str, str] | None = None,
    known_payers: Collection[str] | None = None,
) -> Iterator[Accepted | Rejected]:
    """Yield every record of a file in file order, read or set aside. `payers` maps payer ids to policy profiles.

    A known payer stands for itself; without `known_payers` any name does. Never raises for what the file holds.
    """
    for found in read_range(stream, name, payers=payers, known_payers=known_payers):
        if not isinstance(found, Checkpoint):
            yield found


def read_range(
    stream: BinaryIO,
    name: str,
    *,
    begin: Checkpoint | None = None,
    length: int | None = None,
    payers: Mapping[str, str] | None = None,
    known_payers: Collection[str] | None = None,
) -> Iterator[Accepted | Rejected | Checkpoint]:
    """Yield the records of some `length` bytes and, where more follow, a checkpoint as the last object.

    The ranges of a file together give what `read_records` gives. To go on at a checkpoint the stream stands at its
    offset; where the file is packed, at its beginning. JSON documents are read whole, whatever the length.
    """
    profiles = PayerProfiles(payers or {}, known_payers)
    packed = ByteSource(stream, begin.offset if begin and not begin.packed else 0)
    source = packed.unpacked() if begin is None or begin.packed else packed
    if begin and begin.packed:
        source.skip(begin.offset)
    form = begin.form if begin else _form(source)
    until = None if length is None else (begin.offset if begin else 0) + length
    empty = begin is None or begin.empty
    for found in _read(form, source, profiles, Pause(begin.offset, begin.context) if begin else None, until):
        if isinstance(found, Pause):
            taken = found.offset if source is packed else packed.given
            yield Checkpoint(form, found.offset, taken, source is not packed, empty, found.context)
            return
        empty = False
        entry = _checked(found) if isinstance(found, Unread) else found
        yield _named(entry, name) if isinstance(entry, Rejected) else entry
    damage = source.damage or packed.damage
    if damage or empty:
        reason = damage or "holds no records"
        yield _named(Rejected({"file": ""}, "file", reason, kind="file"), name)


def _named(rejected: Rejected, name: str) -> Rejected:
    position = {"file": name} if "file" in rejected.position else rejected.position
    return dataclasses.replace(rejected, source=name, position=position)


def _form(source: ByteSource) -> str:
    """Tell what a file is by its first bytes; the reason it is refused where it is nothing that is read."""
    head = source.peek(_HEAD_BYTES).removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANKS)
    if _ISA.match(head):
        return X12
    if head.startswith(b"[") or (head.startswith(b"{") and _is_document(head, source)):
        return JSON_DOCUMENT
    if head.startswith(b"{"):
        return JSON_LINES
    if looks_like_claims_csv(head):
        return CSV
    if _OBJECT_LINE.search(head) and not head.startswith(tuple(_REFUSED)):
        # Damaged first lines must not take the records after them along.
        return JSON_LINES
    return _refusal(head)


def _read(
    form: str, source: ByteSource, profiles: PayerProfiles, begin: Pause | None, until: int | None
) -> Iterator[Accepted | Rejected | Unread | Pause]:
    if form == X12:
        return read_x12(source, payers=profiles, begin=begin, until=until)
    if form == JSON_DOCUMENT:
        return read_json_document(source, profiles)
    context = begin.context if begin else None
    if form == JSON_LINES:
        return read_json_lines(source, profiles, context, until)
    if form == CSV:
        return read_csv(source, profiles, context, until)
    return iter((Rejected({"file": ""}, "file", form, kind="file"),))


def _is_document(head: bytes, source: ByteSource) -> bool:
    """Tell one JSON object written over many lines, or too long for a line, from one object a line."""
    first, newline, rest = head.partition(b"\n")
    if not newline:
        return RESOURCE_TYPE in head and b"\n" not in source.peek(LONGEST_LINE).rstrip(_BLANKS)
    if rest.lstrip(_BLANKS).startswith(b"{") or json_or_none(first) is not None:
        return False
    return first.strip() == b"{" or RESOURCE_TYPE in first


def _refusal(head: bytes) -> str:
    if not head.strip(_BLANKS):
        return "is empty"
    listed = (said for start, said in _REFUSED.items() if head.startswith(start))
    return next(listed, "is none of X12 837, JSON Lines, FHIR JSON or CSV with a header of claim columns")


def _checked(found: Unread) -> Accepted | Rejected:
    claim_id = found.fields.get("claim_id")
    if found.problems:
        return Rejected.of(tuple(found.problems), found.position, claim_id)
    try:
        return Accepted(parse_record(found.fields), found.position)
    except RecordError as error:
        return Rejected.of(error.problems, found.position, claim_id)
