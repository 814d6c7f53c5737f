"""Gathering a batch by patient on disk: memory holds one bucket of patients, however large the object."""

import heapq
import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from radonc.reading import Position
from radonc.records import Record
from radonc_aws.claim_files import compact_json

BUCKETS = 64
_PATIENT = slice(2, 34)  # where a written row holds the patient key

GroupedRecord = tuple[int, Position, dict[str, Any]]


class PatientSpool:
    """Temporary files of one batch, or of one range of it. Records go in keyed and in any order.

    They come out by bucket, in a bucket by patient key, for a patient in the order they went in.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="batch-")
        self._buckets: dict[int, IO[bytes]] = {}
        self._patients: set[str] = set()
        self._sizes: Counter[int] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bucket in self._buckets.values():
            bucket.close()
        self._folder.cleanup()

    @property
    def patients(self) -> int:
        """Number of patients seen."""
        return len(self._patients)

    @property
    def sizes(self) -> list[int]:
        """Bytes of each bucket's rows."""
        return [self._sizes[number] for number in range(BUCKETS)]

    def add(self, order: int, position: Position, record: Record) -> None:
        """Put one keyed record away."""
        patient = record.member_id
        self._patients.add(patient)
        row = [patient, order, dict(position), record.model_dump(mode="json", exclude_defaults=True)]
        line = f"{compact_json(row)}\n".encode()
        number = bucket_of(patient)
        self._sizes[number] += len(line)
        self._bucket(number).write(line)

    def rows(self, number: int) -> list[bytes]:
        """Give the written rows of one bucket."""
        bucket = self._buckets.get(number)
        if bucket is None:
            return []
        bucket.seek(0)
        return sorted(bucket, key=_patient)

    def groups(self) -> Iterator[tuple[str, list[GroupedRecord]]]:
        """Give each patient's records in input order."""
        for number in range(BUCKETS):
            yield from grouped([self.rows(number)])

    def _bucket(self, number: int) -> IO[bytes]:
        if number not in self._buckets:
            path = Path(self._folder.name) / f"{number}.jsonl"
            self._buckets[number] = path.open("w+b")
        return self._buckets[number]


def bucket_of(patient: str) -> int:
    """Number of the bucket a patient's records belong to."""
    return int(patient[:4], 16) % BUCKETS


def grouped(parts: Iterable[Iterable[bytes]]) -> Iterator[tuple[str, list[GroupedRecord]]]:
    """Merge the rows one bucket has in each range, in the order of the ranges, patient by patient."""
    for patient, lines in itertools.groupby(heapq.merge(*parts, key=_patient), key=_patient):
        yield patient.decode(), [tuple(json.loads(line)[1:]) for line in lines]


def patients_of(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give each patient of sorted rows once, a line each."""
    for patient, _ in itertools.groupby(lines, key=_patient):
        yield patient + b"\n"


def _patient(line: bytes) -> bytes:
    return line[_PATIENT]
