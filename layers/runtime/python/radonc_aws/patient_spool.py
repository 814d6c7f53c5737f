"""Gathering a batch by patient on disk: memory holds one bucket of patients, however large the object."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from radonc.reading import Position
from radonc.records import Record
from radonc_aws.claim_files import compact_json

_BUCKETS = 64

GroupedRecord = tuple[int, Position, dict[str, Any]]


class PatientSpool:
    """Temporary files of one batch. Records go in keyed and in any order, and come out patient by patient."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="batch-")
        self._buckets: dict[int, IO[str]] = {}
        self._patients: set[str] = set()

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

    def add(self, order: int, position: Position, record: Record) -> None:
        """Put one keyed record away."""
        patient = record.member_id
        self._patients.add(patient)
        row = [patient, order, dict(position), record.model_dump(mode="json", exclude_defaults=True)]
        self._bucket(int(patient[:4], 16) % _BUCKETS).write(compact_json(row) + "\n")

    def groups(self) -> Iterator[tuple[str, list[GroupedRecord]]]:
        """Give each patient's records in input order; patients come in the order of their keys within a bucket."""
        for number in sorted(self._buckets):
            bucket = self._buckets[number]
            bucket.seek(0)
            patients: dict[str, list[GroupedRecord]] = {}
            for line in bucket:
                patient, order, position, fields = json.loads(line)
                patients.setdefault(patient, []).append((order, position, fields))
            yield from sorted(patients.items())

    def _bucket(self, number: int) -> IO[str]:
        if number not in self._buckets:
            path = Path(self._folder.name) / f"{number}.jsonl"
            self._buckets[number] = path.open("w+", encoding="utf-8")
        return self._buckets[number]
