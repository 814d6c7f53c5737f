"""Taking an object in: in one piece, or range by range where it is large, and sent on as parcels of patient groups."""

import itertools
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Self

from radonc_aws import clients
from radonc_aws.batch_answers import BatchAnswers
from radonc_aws.batch_items import BatchIntake
from radonc_aws.batch_ledger import BatchLedger
from radonc_aws.batch_report import BatchReports
from radonc_aws.claim_files import ClaimFiles
from radonc_aws.claim_queues import send
from radonc_aws.inbox import InboxObject, announced
from radonc_aws.intake_orders import BucketOrder, RangeOrder, order_of
from radonc_aws.observability import count, logger
from radonc_aws.parcels import parcels
from radonc_aws.patient_groups import PatientGroup
from radonc_aws.patient_spool import PatientSpool
from radonc_aws.policies import policy_book
from radonc_aws.range_files import BatchReading, RangeFiles
from radonc_aws.range_reading import RangeReader
from radonc_aws.settings import BatchIntakeSettings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_SPOOLED = 8 << 20


@dataclass(frozen=True)
class IntakeDesk:
    """What it takes to take objects in. Whatever it does may be done again and gives the same."""

    files: ClaimFiles
    ranges: RangeFiles
    ledger: BatchLedger
    reports: BatchReports
    reader: RangeReader
    sqs: "SQSClient"
    claim_queue: str
    intake_queue: str

    @classmethod
    def of(cls, settings: BatchIntakeSettings) -> Self:
        """Open the desk of a deployment."""
        files = ClaimFiles(clients.s3(), settings.claim_bucket)
        book = policy_book(settings.folders, settings.tables)
        return cls(
            files=files,
            ranges=RangeFiles(files),
            ledger=BatchLedger(clients.dynamodb(), settings.course_table),
            reports=BatchReports(files, BatchAnswers.of(files, settings)),
            reader=RangeReader(book, clients.member_key(settings.member_key_secret), settings.intake_range_bytes),
            sqs=clients.sqs(),
            claim_queue=settings.claim_queue_url,
            intake_queue=settings.intake_queue_url,
        )

    def take(self, body: str) -> None:
        """Do what a message of the intake queue asks for: a notification of S3, or an order of our own."""
        order = order_of(json.loads(body))
        if isinstance(order, BucketOrder):
            self._send_bucket(order)
        elif isinstance(order, RangeOrder):
            self._go_on(order)
        else:
            for arrived in announced(body):
                self._begin(arrived)

    def _begin(self, arrived: InboxObject) -> None:
        stream = self.files.open(arrived.key, arrived.version)
        if stream is None:
            logger().warning("object is gone", batch_id=arrived.batch_id)
            return
        with stream, self.reader.read(stream, arrived.batch_id, BatchReading()) as (reading, spool, rejects):
            if reading.checkpoint is None:
                rejects.seek(0)
                self.reports.keep_rejects(arrived.batch_id, rejects)
                self._open(arrived, reading, spool.patients)
                send(self.sqs, self.claim_queue, parcels(self.files, _groups(arrived.batch_id, spool)))
                return
            kept = self.ranges.keep(arrived.batch_id, reading, spool, rejects)
        self._follow(arrived, kept)

    def _go_on(self, order: RangeOrder) -> None:
        """Read a range that follows others. A range that was read already is only followed up."""
        arrived, number = order.arrived, order.number
        kept = self.ranges.reading(arrived.batch_id, number)
        if kept is None:
            before = self.ranges.reading(arrived.batch_id, number - 1)
            if before is None or before.checkpoint is None:
                raise LookupError(f"batch {arrived.batch_id} has no range before {number}")
            stream = self._opened(arrived, before)
            with self.reader.read(stream, arrived.batch_id, before) as (reading, spool, rejects):
                kept = self.ranges.keep(arrived.batch_id, reading, spool, rejects)
        self._follow(arrived, kept)

    def _opened(self, arrived: InboxObject, before: BatchReading) -> BinaryIO | None:
        checkpoint = before.checkpoint
        offset = 0 if checkpoint is None or checkpoint.packed else checkpoint.offset
        return self.files.open(arrived.key, arrived.version, part=slice(offset, None))

    def _follow(self, arrived: InboxObject, reading: BatchReading) -> None:
        """Say how far reading is, and order what comes next: another range, or all buckets of patients."""
        logger().info("range taken in", batch_id=arrived.batch_id, ranges=reading.ranges, records=reading.records)
        if reading.checkpoint is None:
            self._finish(arrived, reading)
            return
        found = BatchIntake(arrived.batch_id, arrived.etag, arrived.received, reading.records, reading.rejected)
        self.ledger.note(found, taken=reading.checkpoint.taken, size=arrived.size)
        send(self.sqs, self.intake_queue, [RangeOrder(arrived, reading.ranges).message()])

    def _finish(self, arrived: InboxObject, reading: BatchReading) -> None:
        with tempfile.SpooledTemporaryFile(_SPOOLED) as rejects:
            rejects.writelines(self.ranges.rejects(arrived.batch_id, reading))
            rejects.seek(0)
            self.reports.keep_rejects(arrived.batch_id, rejects)
        patients = self.ranges.patients(arrived.batch_id, reading)
        groups = sum(patients)
        self._open(arrived, reading, groups)
        firsts = itertools.accumulate(patients, initial=0)
        orders = [
            BucketOrder(arrived.batch_id, reading.ranges, bucket, first, groups)
            for bucket, (first, own) in enumerate(zip(firsts, patients, strict=False))
            if own
        ]
        send(self.sqs, self.intake_queue, (order.message() for order in orders))

    def _open(self, arrived: InboxObject, reading: BatchReading, groups: int) -> None:
        """Open the batch with what it holds; without a patient there is nothing to wait for."""
        intake = BatchIntake(
            arrived.batch_id,
            arrived.etag,
            arrived.received,
            reading.records,
            reading.rejected,
            groups,
            reading.payers,
        )
        self.ledger.open(intake, datetime.now(UTC))
        logger().info("batch taken in", batch_id=intake.batch_id, records=intake.records, rejected=intake.rejected)
        count("RecordsRead", intake.records)
        if not groups:
            self.ledger.close(intake.batch_id, self.reports.publish(intake))

    def _send_bucket(self, order: BucketOrder) -> None:
        reading = self.ranges.reading(order.batch_id, order.ranges - 1)
        if reading is None:
            raise LookupError(f"batch {order.batch_id} has no range {order.ranges - 1}")
        groups = self.ranges.groups(order.batch_id, reading, order.bucket, order.first, order.groups)
        send(self.sqs, self.claim_queue, parcels(self.files, groups))


def _groups(batch_id: str, spool: PatientSpool) -> Iterator[PatientGroup]:
    for number, (patient, records) in enumerate(spool.groups()):
        yield PatientGroup(batch_id, spool.patients, number, patient, records)
