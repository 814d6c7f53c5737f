"""Reading the files of a command line and deciding what they hold, in little more memory than the packed records."""

import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from radonc.cli.progress import Advance
from radonc.cli.spool import Spool
from radonc.intake import read_records
from radonc.patient import LOCAL_KEY, patient_key
from radonc.pipeline import Review, decide
from radonc.policy_book import PolicyBook
from radonc.reading import Accepted, Rejected
from radonc.records import ClaimRecord, Record, parse_record

STANDARD_INPUT = "-"
Packed = tuple[int, bytes]  # position in the input, the record's JSON in zlib


@dataclass(slots=True)
class Batch:
    """Records of one or more files by patient, and what could not be read, as objects of rejects.jsonl."""

    patients: dict[str, list[Packed]] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    claims: int = 0
    authorizations: int = 0

    @property
    def records(self) -> int:
        """Records read."""
        return self.claims + self.authorizations

    def keep(self, record: Record) -> None:
        """Pack a record under its patient."""
        body = zlib.compress(record.model_dump_json(exclude_defaults=True).encode(), 1)
        patient = patient_key(record.payer, record.member_id, LOCAL_KEY)
        self.patients.setdefault(patient, []).append((self.records, body))
        if isinstance(record, ClaimRecord):
            self.claims += 1
        else:
            self.authorizations += 1


@dataclass(slots=True)
class Reviewed:
    """A decided batch: a decision for each claim and every reject, of reading and of deciding."""

    batch: Batch
    decisions: Spool = field(default_factory=Spool)
    refused: list[tuple[int, Record, dict[str, Any]]] = field(default_factory=list)
    duplicates: int = 0
    stopped: bool = False

    @property
    def rejects(self) -> list[dict[str, Any]]:
        """Objects of rejects.jsonl, those of reading first."""
        return [*self.batch.rejects, *(reject for _, _, reject in self.refused)]

    @property
    def exit_status(self) -> int:
        """Status of the contract: 0 all clean, 1 something denied, pended, reduced or rejected, 2 nothing readable."""
        if not self.batch.records:
            return 2
        return 1 if self.stopped or self.rejects else 0

    def claims(self) -> Iterator[ClaimRecord]:
        """The record of each decision, in the order of the decisions."""
        packed = dict(held for patient in self.batch.patients.values() for held in patient)
        for position in self.decisions.positions:
            record = unpacked(packed[position])
            if isinstance(record, ClaimRecord):
                yield record

    def take(self, review: Review, position: dict[int, int]) -> None:
        """Add what was decided of one patient; `position` is where each record object stood."""
        for claim, decision in zip(review.claims, review.decisions, strict=True):
            self.decisions.add(position[id(claim)], decision)
            self.stopped |= decision["disposition"] not in ("allow", "superseded")
        refused = zip(review.refused, review.rejects, strict=True)
        self.refused += [(position[id(record)], record, reject) for record, reject in refused]
        self.duplicates += review.duplicates


def read_files(paths: Sequence[Path], book: PolicyBook, advance: Advance) -> Batch:
    """Read every file (`-` is standard input). Raises OSError for a file that cannot be opened."""
    batch = Batch()
    before = 0
    for path in paths:
        with _opened(path) as stream:
            known = stream.seekable()
            for found in read_records(stream, _name(path), payers=book.payer_ids, known_payers=book.payers):
                _keep(batch, found)
                advance(before + (stream.tell() if known else 0), batch.claims)
            before += stream.tell() if known else 0
    return batch


def bytes_of(paths: Iterable[Path]) -> int | None:
    """Bytes there are to read, None when standard input is among the files."""
    sizes = [None if str(path) == STANDARD_INPUT else path.stat().st_size for path in paths]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _name(path: Path) -> str:
    if str(path) == STANDARD_INPUT:
        return "standard input"
    return "".join(character if character.isprintable() else "?" for character in path.name)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with path.open("rb") as stream:
        yield stream


def _keep(batch: Batch, found: Accepted | Rejected) -> None:
    if isinstance(found, Rejected):
        batch.rejects.append(found.as_json())
    else:
        batch.keep(found.record)


def unpacked(body: bytes) -> Record:
    """Read a packed record."""
    return parse_record(zlib.decompress(body))


def review(batch: Batch, book: PolicyBook, as_of: date | None, advance: Advance) -> Reviewed:
    """Decide a batch patient by patient; patients have nothing to do with one another (D-15, D-27)."""
    reviewed = Reviewed(batch)
    claims = 0
    for held in batch.patients.values():
        records = [unpacked(body) for _, body in held]
        positions = (position for position, _ in held)
        reviewed.take(decide(records, book, as_of=as_of), dict(zip(map(id, records), positions, strict=True)))
        claims += sum(isinstance(record, ClaimRecord) for record in records)
        advance(claims, claims)
    reviewed.refused.sort(key=lambda refused: refused[0])
    return reviewed


def place(reject: dict[str, Any]) -> str:
    """Name where a reject stood: file and line, segment or entry."""
    position = ", ".join(f"{unit} {number}" for unit, number in reject.get("position", {}).items() if unit != "file")
    return f"{reject.get('source', '')}: {position}" if position else str(reject.get("source", "batch"))
