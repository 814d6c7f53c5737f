"""From decided groups to the three reports of a batch: merged in input order, written once, the same bytes always."""

import heapq
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from radonc_aws.batch_ledger import SHARD, BatchIntake, shard_size, shards
from radonc_aws.claim_files import ClaimFiles, compact_json

DECISION, REJECT, REVISION, TALLY = "decision", "reject", "revision", "tally"
AFTER_RECORDS = 1 << 62  # the order of rows that stand for no record
_READERS = 8
_SPOOLED = 8 << 20

Row = list[Any]  # [order in the batch, kind, object]


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What became of one patient's records of a batch, as rows in input order."""

    rows: list[Row]
    authorizations: int
    duplicates: int

    def as_json(self) -> dict[str, Any]:
        """Write the report as a part of the batch's work."""
        return {"rows": self.rows, "authorizations": self.authorizations, "duplicates": self.duplicates}


@dataclass(slots=True)
class _Totals:
    authorizations: int = 0
    duplicates: int = 0
    rejected: int = 0
    file_defects: int = 0
    revised: int = 0
    dispositions: Counter[str] = field(default_factory=Counter)
    line_dispositions: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    packs: set[str] = field(default_factory=set)

    def count_decision(self, decision: Mapping[str, Any]) -> None:
        self.dispositions[decision["disposition"]] += 1
        self.packs.add(decision["pack"])
        self.edits.update(finding["edit"] for finding in decision["findings"])
        for line in decision["lines"]:
            self.line_dispositions[line["disposition"]] += 1
            self.edits.update(finding["edit"] for finding in line["findings"])

    def count_reject(self, reject: Mapping[str, Any]) -> None:
        if reject["kind"] == "file":
            self.file_defects += 1
        else:
            self.rejected += 1

    def summary(self, intake: BatchIntake) -> dict[str, Any]:
        decided = self.dispositions.total()
        accounted = decided + self.authorizations + self.duplicates + self.rejected
        return {
            "batch_id": intake.batch_id,
            "etag": intake.etag,
            "received": intake.received,
            "records": intake.records,
            "decided": decided,
            "authorizations": self.authorizations,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "balanced": accounted == intake.records,
            "file_defects": self.file_defects,
            "revised": self.revised,
            "dispositions": dict(sorted(self.dispositions.items())),
            "line_dispositions": dict(sorted(self.line_dispositions.items())),
            "edits": dict(sorted(self.edits.items())),
            "packs": sorted(self.packs),
        }


class BatchReports:
    """The work and report objects of batches."""

    def __init__(self, files: ClaimFiles) -> None:
        self._files = files

    def keep_rejects(self, batch_id: str, rows: IO[bytes]) -> None:
        """Keep the rows of records intake could not read, in input order."""
        self._files.put_once(f"work/{batch_id}/intake-rejects.jsonl", rows)

    def keep_group(self, batch_id: str, number: int, report: GroupReport) -> GroupReport:
        """Keep a group's report, or return the one kept by an earlier delivery: a group is answered once."""
        key = _group_key(batch_id, number)
        if self._files.put_once(key, compact_json(report.as_json()).encode()):
            return report
        return GroupReport(**self._files.read_json(key))

    def merge_shard(self, batch_id: str, shard: int, groups: int) -> None:
        """Merge the group reports of one shard into one sorted object."""
        first = shard * SHARD
        keys = [_group_key(batch_id, number) for number in range(first, first + shard_size(shard, groups))]
        with ThreadPoolExecutor(_READERS) as readers:
            reports = list(readers.map(self._files.read_json, keys))
        rows = sorted((row for report in reports for row in report["rows"]), key=_order)
        tally = {name: sum(report[name] for report in reports) for name in ("authorizations", "duplicates")}
        lines = (compact_json(row) for row in [*rows, [AFTER_RECORDS, TALLY, tally]])
        self._files.put_once(_shard_key(batch_id, shard), "".join(f"{line}\n" for line in lines).encode())

    def publish(self, intake: BatchIntake) -> None:
        """Write decisions, rejects, revisions and the summary. The summary comes last: where it is, all is."""
        batch_id, totals = intake.batch_id, _Totals()
        with (
            tempfile.SpooledTemporaryFile(_SPOOLED) as decisions,
            tempfile.SpooledTemporaryFile(_SPOOLED) as rejects,
            tempfile.SpooledTemporaryFile(_SPOOLED) as revisions,
        ):
            outputs: dict[str, IO[bytes]] = {DECISION: decisions, REJECT: rejects, REVISION: revisions}
            for _, kind, content in self._rows(intake):
                _count(totals, kind, content)
                if kind in outputs:
                    outputs[kind].write(f"{compact_json(content)}\n".encode())
            self._put(batch_id, "decisions.jsonl", decisions)
            self._put(batch_id, "rejects.jsonl", rejects)
            if totals.revised:
                self._put(batch_id, "revisions.jsonl", revisions)
        self._files.put_once(f"reports/{batch_id}/summary.json", compact_json(totals.summary(intake)).encode())

    def _rows(self, intake: BatchIntake) -> Iterator[Row]:
        keys = [_shard_key(intake.batch_id, shard) for shard in range(shards(intake.groups))]
        sources: Iterable[Iterator[Row]] = map(
            self._files.read_rows, [f"work/{intake.batch_id}/intake-rejects.jsonl", *keys]
        )
        return heapq.merge(*sources, key=_order)

    def _put(self, batch_id: str, name: str, stream: IO[bytes]) -> None:
        stream.seek(0)
        self._files.put_once(f"reports/{batch_id}/{name}", stream, "application/x-ndjson")


def _order(row: Row) -> int:
    order: int = row[0]
    return order


def _count(totals: _Totals, kind: str, content: Mapping[str, Any]) -> None:
    if kind == DECISION:
        totals.count_decision(content)
    elif kind == REJECT:
        totals.count_reject(content)
    elif kind == REVISION:
        totals.revised += 1
    else:
        totals.authorizations += content["authorizations"]
        totals.duplicates += content["duplicates"]


def _group_key(batch_id: str, number: int) -> str:
    return f"work/{batch_id}/groups/{number:07d}.json"


def _shard_key(batch_id: str, shard: int) -> str:
    return f"work/{batch_id}/shards/{shard:05d}.jsonl"
