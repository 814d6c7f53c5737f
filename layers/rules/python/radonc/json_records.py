"""Records as JSON: one object a line, or one document; FHIR resources are told by their resourceType."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from radonc.byte_source import LONGEST_LINE, ByteSource
from radonc.fhir.resources import read_resource
from radonc.reading import Accepted, Pause, PayerProfiles, Position, Rejected, Unread
from radonc.records import Problem, RecordError, parse_record

LONGEST_DOCUMENT = 64 * 1024 * 1024
RESOURCE_TYPE = b'"resourceType"'
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Found = Accepted | Rejected | Unread


def json_or_none(text: bytes) -> Any:
    """Decode JSON text; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_json_lines(
    source: ByteSource, profiles: PayerProfiles, context: Mapping[str, Any] | None = None, until: int | None = None
) -> Iterator[Found | Pause]:
    """Read one record or FHIR resource a line. Blank lines count but say nothing. Pauses before a line past `until`."""
    before = context["line"] if context else 0
    for number, line in source.lines(before):
        if until is not None and source.line_begins >= until:
            yield Pause(source.line_begins, {"line": number - 1})
            return
        if line is None:
            yield Rejected({"line": number}, "record", f"is longer than {LONGEST_LINE} bytes")
        else:
            text = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            yield from _line(text, {"line": number}, profiles)


def _line(text: bytes, position: Position, profiles: PayerProfiles) -> Iterator[Found]:
    if not text.strip():
        return
    resource = json_or_none(text) if RESOURCE_TYPE in text else None
    if isinstance(resource, dict) and "resourceType" in resource:
        yield from read_resource(resource, position, profiles)
    else:
        yield _record(text, position, profiles)


def read_json_document(source: ByteSource, profiles: PayerProfiles) -> Iterator[Found]:
    """Read one JSON document: a record, a list of records, a FHIR resource or Bundle."""
    text = source.read_all(LONGEST_DOCUMENT)
    document = None if text is None else json_or_none(text)
    if document is None:
        too_long = f"is a JSON document longer than {LONGEST_DOCUMENT} bytes; send one record a line"
        reason = too_long if text is None else "is not one valid JSON document"
        yield Rejected({"file": ""}, "file", reason, kind="file")
        return
    entries = document if isinstance(document, list) else [document]
    for number, entry in enumerate(entries, 1):
        position = {"entry": number}
        if isinstance(entry, Mapping) and "resourceType" in entry:
            yield from read_resource(entry, position, profiles)
        else:
            yield _record(json.dumps(entry).encode(), position, profiles)


def _record(text: bytes, position: Position, profiles: PayerProfiles) -> Accepted | Rejected:
    try:
        text.decode()
        record = parse_record(text)
    except UnicodeDecodeError:
        return Rejected(position, "record", "is not UTF-8 text")
    except RecordError as error:
        return Rejected.of(error.problems, position, error.claim_id)
    if profiles.known is None or record.payer in profiles.known:
        return Accepted(record, position)
    unknown = Problem("payer", "unknown payer: no policy profile has this name")
    return Rejected.of((unknown,), position, getattr(record, "claim_id", None))
