"""Reading the files of a command line and deciding what they hold."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from radonc.intake import read_records
from radonc.pipeline import Review, decide
from radonc.policy_book import PolicyBook
from radonc.reading import Accepted, Rejected
from radonc.records import AuthorizationRecord, ClaimRecord, Record

STANDARD_INPUT = "-"


@dataclass(slots=True)
class Batch:
    """Records of one or more files in reading order, and what could not be read, as objects of rejects.jsonl."""

    records: list[Record] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def claims(self) -> int:
        """Claim records read."""
        return sum(isinstance(record, ClaimRecord) for record in self.records)

    @property
    def authorizations(self) -> int:
        """Authorization records read."""
        return sum(isinstance(record, AuthorizationRecord) for record in self.records)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decided batch: the review and every reject, of reading and of deciding."""

    batch: Batch
    review: Review
    rejects: list[dict[str, Any]]

    @property
    def exit_status(self) -> int:
        """Status of the contract: 0 all clean, 1 something denied, pended, reduced or rejected, 2 nothing readable."""
        if not self.batch.records:
            return 2
        stopped = any(decision["disposition"] not in ("allow", "superseded") for decision in self.review.decisions)
        return 1 if stopped or self.rejects else 0


def read_files(paths: Sequence[Path], book: PolicyBook) -> Batch:
    """Read every file (`-` is standard input). Raises OSError for a file that cannot be opened."""
    batch = Batch()
    for path in paths:
        with _opened(path) as stream:
            for found in read_records(stream, _name(path), payers=book.payer_ids, known_payers=book.payers):
                _keep(batch, found, _name(path))
    return batch


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


def _keep(batch: Batch, found: Accepted | Rejected, name: str) -> None:
    if isinstance(found, Rejected):
        batch.rejects.append(found.as_json())
        return
    batch.sources.setdefault(id(found.record), (name, dict(found.position)))
    batch.records.append(found.record)


def review(batch: Batch, book: PolicyBook, as_of: date | None) -> Reviewed:
    """Decide a batch; claims refused while deciding join the rejects with the place they were read from."""
    decided = decide(batch.records, book, as_of=as_of)
    return Reviewed(batch, decided, [*batch.rejects, *decided.rejects])


def place(reject: dict[str, Any]) -> str:
    """Name where a reject stood: file and line, segment or entry."""
    position = ", ".join(f"{unit} {number}" for unit, number in reject.get("position", {}).items() if unit != "file")
    return f"{reject.get('source', '')}: {position}" if position else str(reject.get("source", "batch"))
