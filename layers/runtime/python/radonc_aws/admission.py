"""The door of the service: a record enters readable, under a known payer, keyed, and small enough to be stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from radonc.patient import patient_key
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook
from radonc.records import ClaimRecord, Problem, Record, RecordError, parse_record
from radonc_aws.claim_codec import ClaimVersion, encode

LARGEST_VERSION = 300_000  # bytes as stored; an item holds 400 KB, so a version of this size fits an empty one


@dataclass(frozen=True, slots=True)
class Admitted:
    """A keyed record (`member_id` holds the patient key) and the version it is stored as."""

    record: Record
    version: ClaimVersion

    @property
    def patient(self) -> str:
        """The patient key."""
        return self.record.member_id


def keyed(record: Record, key: bytes) -> Record:
    """Put the patient key in the place of the member id, which goes no further."""
    return record.model_copy(update={"member_id": patient_key(record.payer, record.member_id, key)})


def admit(
    data: bytes | str | Mapping[str, Any], book: PolicyBook, *, source: str = "", key: bytes | None = None
) -> Admitted:
    """Read and check one record; without a key it is keyed already. Raises RecordError, naming fields, never values."""
    record = parse_record(data)
    if key is not None:
        record = keyed(record, key)
    if record.payer not in book.payers:
        refusal = decide([record], book).rejects[0]
        raise _refused(record, refusal["field"], refusal["reason"])
    version = encode(record, source)
    if len(version.body) > LARGEST_VERSION:
        raise _refused(record, "record", f"takes more than {LARGEST_VERSION} bytes to store; split the claim")
    return Admitted(record, version)


def _refused(record: Record, field: str, reason: str) -> RecordError:
    return RecordError((Problem(field, reason),), record.claim_id if isinstance(record, ClaimRecord) else None)
