"""Read any file of records: find out what it is, hand out records, set aside what cannot be read."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

from radonc.byte_source import LONGEST_LINE, ByteSource
from radonc.csv_claims import looks_like_claims_csv, read_csv
from radonc.json_records import RESOURCE_TYPE, json_or_none, read_json_document, read_json_lines
from radonc.reading import Accepted, PayerProfiles, Rejected, Unread
from radonc.records import RecordError, parse_record
from radonc.x12 import read_x12

__all__ = ["Accepted", "Rejected", "read_records"]

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
    profiles = PayerProfiles(payers or {}, known_payers)
    packed = ByteSource(stream)
    source = packed.unpacked()
    empty = True
    for found in _records(source, profiles):
        empty = False
        yield _named(found, name) if isinstance(found, Rejected) else found
    damage = source.damage or packed.damage
    if damage or empty:
        reason = damage or "holds no records"
        yield _named(Rejected({"file": ""}, "file", reason, kind="file"), name)


def _named(rejected: Rejected, name: str) -> Rejected:
    position = {"file": name} if "file" in rejected.position else rejected.position
    return dataclasses.replace(rejected, source=name, position=position)


def _records(source: ByteSource, profiles: PayerProfiles) -> Iterator[Accepted | Rejected]:
    head = source.peek(_HEAD_BYTES)
    text = head.removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANKS)
    for found in _read(text, source, profiles):
        yield _checked(found) if isinstance(found, Unread) else found


def _read(head: bytes, source: ByteSource, profiles: PayerProfiles) -> Iterator[Accepted | Rejected | Unread]:
    if _ISA.match(head):
        return read_x12(source, payers=profiles)
    if head.startswith(b"[") or (head.startswith(b"{") and _is_document(head, source)):
        return read_json_document(source, profiles)
    if head.startswith(b"{"):
        return read_json_lines(source, profiles)
    if looks_like_claims_csv(head):
        return read_csv(source, profiles)
    if _OBJECT_LINE.search(head) and not head.startswith(tuple(_REFUSED)):
        # Damaged first lines must not take the records after them along.
        return read_json_lines(source, profiles)
    return iter((_refused(head),))


def _is_document(head: bytes, source: ByteSource) -> bool:
    """Tell one JSON object written over many lines, or too long for a line, from one object a line."""
    first, newline, rest = head.partition(b"\n")
    if not newline:
        return RESOURCE_TYPE in head and b"\n" not in source.peek(LONGEST_LINE).rstrip(_BLANKS)
    if rest.lstrip(_BLANKS).startswith(b"{") or json_or_none(first) is not None:
        return False
    return first.strip() == b"{" or RESOURCE_TYPE in first


def _refused(head: bytes) -> Rejected:
    if not head.strip(_BLANKS):
        return Rejected({"file": ""}, "file", "is empty", kind="file")
    listed = (said for start, said in _REFUSED.items() if head.startswith(start))
    unknown = "is none of X12 837, JSON Lines, FHIR JSON or CSV with a header of claim columns"
    return Rejected({"file": ""}, "file", next(listed, unknown), kind="file")


def _checked(found: Unread) -> Accepted | Rejected:
    claim_id = found.fields.get("claim_id")
    if found.problems:
        return Rejected.of(tuple(found.problems), found.position, claim_id)
    try:
        return Accepted(parse_record(found.fields), found.position)
    except RecordError as error:
        return Rejected.of(error.problems, found.position, claim_id)
