"""Taking an object in: streamed, spooled by patient, and sent on as parcels of patient groups."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO, Self

from radonc.intake import read_records
from radonc.policy_book import PolicyBook
from radonc.reading import Accepted, Rejected
from radonc_aws import clients
from radonc_aws.admission import keyed
from radonc_aws.batch_ledger import BatchIntake, BatchLedger
from radonc_aws.batch_report import REJECT, BatchReports
from radonc_aws.claim_files import ClaimFiles, compact_json
from radonc_aws.claim_queues import LARGEST_BODY, Message, send
from radonc_aws.inbox import InboxObject
from radonc_aws.patient_groups import PatientGroup, write_group
from radonc_aws.patient_spool import PatientSpool
from radonc_aws.policies import policy_book
from radonc_aws.queue_bodies import kept_body
from radonc_aws.settings import BatchIntakeSettings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_PARCEL_BYTES = 100_000
_PARCEL_GROUPS = 50
_SPOOLED = 8 << 20


@dataclass(frozen=True)
class IntakeDesk:
    """What it takes to take objects in."""

    files: ClaimFiles
    ledger: BatchLedger
    reports: BatchReports
    book: PolicyBook
    sqs: "SQSClient"
    queue_url: str
    key: bytes

    @classmethod
    def of(cls, settings: BatchIntakeSettings) -> Self:
        """Open the desk of a deployment."""
        files = ClaimFiles(clients.s3(), settings.claim_bucket)
        return cls(
            files=files,
            ledger=BatchLedger(clients.dynamodb(), settings.course_table),
            reports=BatchReports(files),
            book=policy_book(settings.folders, settings.tables),
            sqs=clients.sqs(),
            queue_url=settings.claim_queue_url,
            key=clients.member_key(settings.member_key_secret),
        )

    def take(self, arrived: InboxObject) -> BatchIntake | None:
        """Read an object and send its records on by patient; None when it is gone. Taking it again repeats the same."""
        stream = self.files.open(arrived.key, arrived.version)
        if stream is None:
            return None
        with stream, PatientSpool() as spool, tempfile.SpooledTemporaryFile(_SPOOLED) as rejects:
            records, rejected = self._read(stream, arrived, spool, rejects)
            rejects.seek(0)
            self.reports.keep_rejects(arrived.batch_id, rejects)
            intake = BatchIntake(
                arrived.batch_id, arrived.etag, arrived.received, records, rejected, groups=spool.patients
            )
            self.ledger.open(intake)
            send(self.sqs, self.queue_url, self._parcels(intake, spool))
        if not intake.groups:
            self.reports.publish(intake)
            self.ledger.close(intake.batch_id)
        return intake

    def _records(self, stream: BinaryIO, arrived: InboxObject) -> Iterator[Accepted | Rejected]:
        return read_records(stream, arrived.batch_id, payers=self.book.payer_ids, known_payers=self.book.payers)

    def _read(self, stream: BinaryIO, arrived: InboxObject, spool: PatientSpool, rejects: IO[bytes]) -> tuple[int, int]:
        """Count records and rejects. A defect of the file itself is reported, but is not a record."""
        records = rejected = 0
        for order, entry in enumerate(self._records(stream, arrived)):
            if isinstance(entry, Accepted):
                records += 1
                spool.add(order, entry.position, keyed(entry.record, self.key))
                continue
            content = {**entry.as_json(), "source": arrived.batch_id}
            rejects.write(f"{compact_json([order, REJECT, content])}\n".encode())
            if entry.kind == "record":
                records += 1
                rejected += 1
        return records, rejected

    def _parcels(self, intake: BatchIntake, spool: PatientSpool) -> Iterator[Message]:
        parcel: list[str] = []
        size = 0
        for number, (patient, records) in enumerate(spool.groups()):
            body = write_group(PatientGroup(intake.batch_id, intake.groups, number, patient, records))
            length = len(body.encode())
            if length > LARGEST_BODY:
                yield Message(kept_body(self.files, f"work/{intake.batch_id}/patients/{number:07d}.json", body))
                continue
            if parcel and (size + length > _PARCEL_BYTES or len(parcel) == _PARCEL_GROUPS):
                yield Message(_parcel(parcel))
                parcel, size = [], 0
            parcel.append(body)
            size += length
        if parcel:
            yield Message(_parcel(parcel))


def _parcel(bodies: list[str]) -> str:
    return f'{{"patients":[{",".join(bodies)}]}}'
