"""Reading one range of an object: records spooled by patient, rejects as rows of the batch, counts carried on."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, BinaryIO

from radonc.intake import Checkpoint, read_range
from radonc.policy_book import PolicyBook
from radonc.reading import Accepted, Rejected
from radonc_aws.admission import keyed
from radonc_aws.batch_rows import UNREAD
from radonc_aws.claim_files import compact_json
from radonc_aws.patient_spool import PatientSpool
from radonc_aws.range_files import BatchReading

_SPOOLED = 8 << 20
DELETED = Rejected({"file": ""}, "file", "was deleted while it was read", kind="file")


@dataclass(frozen=True)
class RangeReader:
    """What it takes to read ranges of `length` bytes."""

    book: PolicyBook
    key: bytes
    length: int

    @contextmanager
    def read(
        self, stream: BinaryIO | None, batch_id: str, before: BatchReading
    ) -> Iterator[tuple[BatchReading, PatientSpool, IO[bytes]]]:
        """Read the next range of an object; gives the reading after it, with what the range held.

        An object deleted between two ranges ends there, and its batch says so.
        """
        found = self._found(stream, batch_id, before)
        with PatientSpool() as spool, tempfile.SpooledTemporaryFile(_SPOOLED) as rejects:
            records, rejected, entries, checkpoint = before.records, before.rejected, before.entries, None
            payers = set(before.payers)
            for entry in found:
                if isinstance(entry, Checkpoint):
                    checkpoint = entry
                    break
                if isinstance(entry, Rejected):
                    content = {**entry.as_json(), "source": batch_id}
                    rejects.write(f"{compact_json([entries, UNREAD, content])}\n".encode())
                    rejected += entry.kind == "record"
                else:
                    spool.add(entries, entry.position, keyed(entry.record, self.key))
                    payers.add(entry.record.payer)
                # A defect of the file itself is reported, but is not a record.
                records += not isinstance(entry, Rejected) or entry.kind == "record"
                entries += 1
            reading = BatchReading(records, rejected, entries, before.ends, tuple(sorted(payers)), checkpoint)
            yield reading, spool, rejects

    def _found(
        self, stream: BinaryIO | None, batch_id: str, before: BatchReading
    ) -> Iterator[Accepted | Rejected | Checkpoint]:
        if stream is None:
            return iter([replace(DELETED, position={"file": batch_id})])
        return read_range(
            stream,
            batch_id,
            begin=before.checkpoint,
            length=self.length,
            payers=self.book.payer_ids,
            known_payers=self.book.payers,
        )
