"""What intake keeps of each range of a large object: its records by patient, its rejects, and where reading stands."""

import dataclasses
import heapq
import itertools
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from radonc.intake import Checkpoint
from radonc_aws.claim_files import ClaimFiles, compact_json
from radonc_aws.patient_groups import PatientGroup
from radonc_aws.patient_spool import BUCKETS, PatientSpool, bucket_of, grouped, patients_of

_SPOOLED = 8 << 20
_CHUNK = 1 << 16  # a bucket is read from every range at once
_REJECTS, _FIRST_BUCKET, _PATIENTS = 0, 1, BUCKETS + 1  # parts of a range, in their order


@dataclass(frozen=True, slots=True)
class BatchReading:
    """How far reading is after some ranges. `ends` holds for each range where its parts end, its head first.

    `payers` are those of the records read. `checkpoint` is where the next range begins, None after the last one.
    """

    records: int = 0
    rejected: int = 0
    entries: int = 0
    ends: tuple[tuple[int, ...], ...] = ()
    payers: tuple[str, ...] = ()
    checkpoint: Checkpoint | None = None

    @property
    def ranges(self) -> int:
        """Number of ranges read."""
        return len(self.ends)


class RangeFiles:
    """The range objects of batches under work/. One object is one range, written once: it is read whole or not at all.

    Its first line says how far reading is with it; then come rejects, the rows of each bucket, and its patients.
    """

    def __init__(self, files: ClaimFiles) -> None:
        self._files = files

    def keep(self, batch_id: str, reading: BatchReading, spool: PatientSpool, rejects: IO[bytes]) -> BatchReading:
        """Keep a range with the reading as it is after it; returns the one kept, which may be of an earlier try."""
        number = reading.ranges
        sizes = [rejects.tell(), *spool.sizes, 33 * spool.patients]
        head = _written(reading, list(itertools.accumulate(sizes)))
        with tempfile.SpooledTemporaryFile(_SPOOLED) as body, tempfile.SpooledTemporaryFile(_SPOOLED) as patients:
            body.write(head)
            rejects.seek(0)
            body.writelines(rejects)
            for bucket in range(BUCKETS):
                rows = spool.rows(bucket)
                body.writelines(rows)
                patients.writelines(patients_of(rows))
            patients.seek(0)
            body.writelines(patients)
            body.seek(0)
            if self._files.put_once(_key(batch_id, number), body):
                return _read(head)
        kept = self.reading(batch_id, number)
        if kept is None:
            raise LookupError(f"range {number} of batch {batch_id} is there and is not")
        return kept

    def reading(self, batch_id: str, number: int) -> BatchReading | None:
        """Read how far reading was with range `number`; None where that range is not read yet."""
        stream = self._files.open(_key(batch_id, number))
        if stream is None:
            return None
        with stream:
            return _read(stream.readline())

    def rejects(self, batch_id: str, reading: BatchReading) -> Iterator[bytes]:
        """Give the rejects of all ranges in input order."""
        for lines in self._parts(batch_id, reading, _REJECTS):
            yield from lines

    def patients(self, batch_id: str, reading: BatchReading) -> list[int]:
        """Count the patients of each bucket over all ranges."""
        counts = [0] * BUCKETS
        parts = self._parts(batch_id, reading, _PATIENTS)
        for (bucket, _), _ in itertools.groupby(heapq.merge(*parts, key=_place), key=_place):
            counts[bucket] += 1
        return counts

    def groups(
        self, batch_id: str, reading: BatchReading, bucket: int, first: int, groups: int
    ) -> Iterator[PatientGroup]:
        """Give the patients of one bucket with their records of all ranges, numbered from `first`."""
        parts = self._parts(batch_id, reading, _FIRST_BUCKET + bucket)
        for number, (patient, records) in enumerate(grouped(parts), first):
            yield PatientGroup(batch_id, groups, number, patient, records)

    def _parts(self, batch_id: str, reading: BatchReading, part: int) -> list[Iterator[bytes]]:
        return [
            self._lines(_key(batch_id, number), slice(ends[part], ends[part + 1]))
            for number, ends in enumerate(reading.ends)
            if ends[part] < ends[part + 1]
        ]

    def _lines(self, key: str, part: slice) -> Iterator[bytes]:
        stream = self._files.open(key, chunk=_CHUNK, part=part)
        if stream is None:
            raise LookupError(f"{key} is gone")
        with stream:
            yield from stream


def _place(line: bytes) -> tuple[int, bytes]:
    return bucket_of(line[:4].decode()), line


def _written(reading: BatchReading, sizes: list[int]) -> bytes:
    fields = {**dataclasses.asdict(reading), "sizes": sizes}
    return f"{compact_json(fields)}\n".encode()


def _read(head: bytes) -> BatchReading:
    fields: dict[str, Any] = json.loads(head)
    own = (len(head), *(len(head) + size for size in fields.pop("sizes")))
    checkpoint = fields.pop("checkpoint")
    ends = (*(tuple(earlier) for earlier in fields.pop("ends")), own)
    payers = tuple(fields.pop("payers"))
    return BatchReading(**fields, ends=ends, payers=payers, checkpoint=Checkpoint(**checkpoint) if checkpoint else None)


def _key(batch_id: str, number: int) -> str:
    return f"work/{batch_id}/ranges/{number:05d}.jsonl"
