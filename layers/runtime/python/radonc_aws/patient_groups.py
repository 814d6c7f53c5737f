"""What travels on the queues: one patient's records of a batch, together in one message."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from radonc.policy_book import PolicyBook
from radonc.reading import Position, Rejected
from radonc.records import AuthorizationRecord, ClaimRecord, RecordError
from radonc_aws.admission import Admitted, admit
from radonc_aws.authorization_index import index_name
from radonc_aws.claim_codec import ClaimVersion, decode
from radonc_aws.claim_files import compact_json


@dataclass(frozen=True, slots=True)
class PatientGroup:
    """Records of one patient as intake read them: [order in the batch, position in the object, keyed record]."""

    batch_id: str
    groups: int
    number: int
    patient: str
    records: Sequence[tuple[int, Position, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class CourseGroup:
    """The same group after the line edits: versions ready to store, records refused, identical copies dropped.

    `versions` holds [order, position, name, base64 body]; `refused` holds [order, reject].
    """

    batch_id: str
    groups: int
    number: int
    patient: str
    payer: str
    versions: Sequence[tuple[int, Position, str, str]]
    refused: Sequence[tuple[int, Mapping[str, Any]]]
    duplicates: int
    authorizations: Sequence[str]  # index names of the authorizations among the versions

    def claim_versions(self) -> list[ClaimVersion]:
        """The versions as they are stored."""
        return [ClaimVersion(name, base64.b64decode(body)) for _, _, name, body in self.versions]

    def claims(self) -> Iterator[tuple[int, Position, ClaimRecord]]:
        """The claims among the versions, read back, with order and position."""
        for order, position, _, body in self.versions:
            record = decode(base64.b64decode(body), self.payer, self.patient)
            if isinstance(record, ClaimRecord):
                yield order, position, record


def write_group(group: PatientGroup | CourseGroup) -> str:
    """Write a group as a message body."""
    return compact_json({name: getattr(group, name) for name in group.__slots__})


def patient_groups(message: Mapping[str, Any]) -> Iterator[PatientGroup]:
    """Read the groups of a parcel, or the one group that travels alone."""
    for fields in message.get("patients", [message]):
        yield PatientGroup(**fields)


def course_group(message: Mapping[str, Any]) -> CourseGroup:
    """Read a course group from a decoded message."""
    return CourseGroup(**message)


def edit_group(group: PatientGroup, book: PolicyBook, key: bytes) -> CourseGroup:
    """Admit each record of a group: refuse what cannot be decided, drop identical copies, encode the rest."""
    admitted: dict[str, tuple[int, Position, Admitted]] = {}
    refused: list[tuple[int, Mapping[str, Any]]] = []
    for order, position, fields in group.records:
        try:
            entering = admit(fields, book, source=group.batch_id)
        except RecordError as error:
            refused.append((order, reject(error, position, group.batch_id)))
        else:
            admitted.setdefault(entering.version.name, (order, position, entering))
    records = [entering.record for _, _, entering in admitted.values()]
    return CourseGroup(
        batch_id=group.batch_id,
        groups=group.groups,
        number=group.number,
        patient=group.patient,
        payer=records[0].payer if records else "",
        versions=[(order, at, *_written(entering.version)) for order, at, entering in admitted.values()],
        refused=refused,
        duplicates=len(group.records) - len(refused) - len(records),
        authorizations=sorted(
            {index_name(r.authorization_number, key) for r in records if isinstance(r, AuthorizationRecord)}
        ),
    )


def _written(version: ClaimVersion) -> tuple[str, str]:
    return version.name, base64.b64encode(version.body).decode()


def reject(error: RecordError, position: Position, batch_id: str) -> dict[str, Any]:
    """Write a refusal as an object of rejects.jsonl; the batch stands for the file, whose name may say too much."""
    return replace(Rejected.of(error.problems, position, error.claim_id), source=batch_id).as_json()
