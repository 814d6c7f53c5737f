"""How one claim version or authorization record is kept in an attribute: docs/storage.md, format 1."""

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass

from radonc.records import AuthorizationRecord, Record, RecordError, parse_record

FORMAT = 1
_TAG_BYTES = 4
_NAME_BYTES = 9
# Shared text that stored records do not have to spell out. Part of format 1: a changed dictionary is a new format.
_DICTIONARY = (
    b'{"type":"authorization","authorization_number":"A","procedure_code":"77385","technique":"imrt",'
    b'"approved_fractions":28,"provider_npi":"1","valid_from":"2025-01-01","valid_to":"2025-12-31",'
    b'"diagnoses":["C61","C50.911","C34.11","C71.9"],"received_date":"2026-01-01"}'
    b'"frequency_code":"7","original_claim_id":"C","clinical":{"karnofsky":80,"ecog":1},"treatment_site":"left breast",'
    b'"revenue_code":"0333","documents":["physician-order"],"service_date_end":"2026-02-01",'
    b'{"claim_id":"C","claim_type":"institutional","received_date":"2025-01-01","billing_provider_npi":"1",'
    b'"rendering_provider_npi":"1","bill_type":"131","place_of_service":"11","diagnoses":["Z510","C61"],'
    b'"authorization_number":"A","lines":[{"line_number":1,"procedure_code":"77301","modifiers":["26"],"units":1,'
    b'"service_date":"2025-01-02","diagnosis_pointers":[1],"charge":"100.00"},'
    b'{"line_number":2,"procedure_code":"77427","modifiers":["TC"],"units":1,"service_date":"2025-02-03",'
    b'"place_of_service":"22","diagnosis_pointers":[1],"revenue_code":"0333","charge":"250.00"}]}'
)
_LEFT_OUT = {"payer", "member_id"}  # both follow from the item the attribute is stored in


@dataclass(frozen=True, slots=True)
class ClaimVersion:
    """One record as stored: the attribute's name, which follows from its content, and its bytes."""

    name: str
    body: bytes


def source_tag(source: str) -> bytes:
    """Four bytes that tell which delivery first brought a version."""
    return hashlib.sha256(source.encode()).digest()[:_TAG_BYTES]


def encode(record: Record, source: str = "") -> ClaimVersion:
    """Write a keyed record (`member_id` holds the patient key). Equal content gives an equal name.

    `source` is the delivery that brings it; a record that comes alone is its own delivery, under its name.
    """
    name = version_name(record)
    text = record.model_dump_json(exclude_defaults=True, exclude=_LEFT_OUT)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _DICTIONARY)
    packed = deflate.compress(text.encode()) + deflate.flush()
    return ClaimVersion(name, bytes([FORMAT]) + source_tag(source or name) + packed)


def decode(body: bytes, payer: str, patient: str) -> Record:
    """Read a stored version back as a keyed record. Raises ValueError for one that does not read: no caller's fault."""
    if body[0] != FORMAT:
        raise ValueError(f"stored claim version has format {body[0]}; this release reads format {FORMAT}")
    text = zlib.decompressobj(-15, _DICTIONARY).decompress(body[1 + _TAG_BYTES :])
    owner = json.dumps({"payer": payer, "member_id": patient}).encode()
    try:
        return parse_record(owner[:-1] + b"," + text[1:])
    except RecordError as error:
        raise ValueError(f"a stored claim version does not read: {error}") from None


def brought_by(body: bytes, source: str) -> bool:
    """Tell whether this delivery was the first to bring a stored version."""
    return body[1 : 1 + _TAG_BYTES] == source_tag(source)


def version_name(record: Record) -> str:
    """Name a version by its content: `a` or `c`, then 72 bits of a hash.

    Hashed without fields at their default, unlike canonical JSON: a release that adds an optional field must not take a
    record it sees again for another one.
    """
    content = json.dumps(record.model_dump(mode="json", exclude_defaults=True), sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(content.encode()).digest()[:_NAME_BYTES]
    kind = "a" if isinstance(record, AuthorizationRecord) else "c"
    return kind + base64.urlsafe_b64encode(digest).decode()
