"""From decided groups to the three reports of a batch: merged in input order, written once, the same bytes always."""

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from radonc.pages.batch_report import batch_report
from radonc.summary import Summary
from radonc_aws.batch_ledger import Answered, BatchIntake, shard_groups, shard_size, shards
from radonc_aws.claim_files import ClaimFiles, compact_json

DECISION, REJECT, REVISION, TALLY = "decision", "reject", "revision", "tally"
AFTER_RECORDS = 1 << 62  # the order of rows that stand for no record
LARGEST_PAGE = 20_000  # claims; a page of more serves nobody, and takes more memory than the function has
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
    summary: Summary = field(default_factory=Summary)
    authorizations: int = 0
    duplicates: int = 0
    revised: int = 0

    def count(self, kind: str, content: Mapping[str, Any]) -> None:
        if kind == DECISION:
            self.summary.add(content)
        elif kind == REJECT:
            self.summary.add_reject(content)
        elif kind == REVISION:
            self.revised += 1
        else:
            self.authorizations += content["authorizations"]
            self.duplicates += content["duplicates"]

    def as_json(self, intake: BatchIntake) -> dict[str, Any]:
        summary = self.summary
        accounted = summary.decided + self.authorizations + self.duplicates + summary.rejected
        return {
            "batch_id": intake.batch_id,
            "etag": intake.etag,
            "received": intake.received,
            "records": intake.records,
            "authorizations": self.authorizations,
            "duplicates": self.duplicates,
            "balanced": accounted == intake.records,
            "revised": self.revised,
            **summary.as_json(),
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
        first = shard * shard_groups(groups)
        keys = [_group_key(batch_id, number) for number in range(first, first + shard_size(shard, groups))]
        with ThreadPoolExecutor(_READERS) as readers:
            reports = list(readers.map(self._files.read_json, keys))
        rows = sorted((row for report in reports for row in report["rows"]), key=_order)
        tally = {name: sum(report[name] for report in reports) for name in ("authorizations", "duplicates")}
        lines = (compact_json(row) for row in [*rows, [AFTER_RECORDS, TALLY, tally]])
        self._files.put_once(_shard_key(batch_id, shard), "".join(f"{line}\n" for line in lines).encode())

    def publish(self, intake: BatchIntake) -> Answered:
        """Write decisions, rejects, revisions, a page and the summary. The summary is last: where it is, all is."""
        batch_id, totals = intake.batch_id, _Totals()
        with (
            tempfile.SpooledTemporaryFile(_SPOOLED) as decisions,
            tempfile.SpooledTemporaryFile(_SPOOLED) as rejects,
            tempfile.SpooledTemporaryFile(_SPOOLED) as revisions,
        ):
            outputs: dict[str, IO[bytes]] = {DECISION: decisions, REJECT: rejects, REVISION: revisions}
            for _, kind, content in self._rows(intake):
                totals.count(kind, content)
                if kind in outputs:
                    outputs[kind].write(f"{compact_json(content)}\n".encode())
            self._put(batch_id, "decisions.jsonl", decisions)
            self._put(batch_id, "rejects.jsonl", rejects)
            if totals.revised:
                self._put(batch_id, "revisions.jsonl", revisions)
            if totals.summary.decided <= LARGEST_PAGE:
                page = batch_report(_read(decisions), _read(rejects), title=f"Batch {batch_id}")
                self._files.put_once(f"reports/{batch_id}/report.html", page.encode(), "text/html; charset=utf-8")
        self._files.put_once(f"reports/{batch_id}/summary.json", compact_json(totals.as_json(intake)).encode())
        return Answered(intake.groups, totals.summary.decided, totals.summary.rejected)

    def _rows(self, intake: BatchIntake) -> Iterator[Row]:
        keys = [_shard_key(intake.batch_id, shard) for shard in range(shards(intake.groups))]
        sources: Iterable[Iterator[Row]] = map(
            self._files.read_rows, [f"work/{intake.batch_id}/intake-rejects.jsonl", *keys]
        )
        return heapq.merge(*sources, key=_order)

    def _put(self, batch_id: str, name: str, stream: IO[bytes]) -> None:
        stream.seek(0)
        self._files.put_once(f"reports/{batch_id}/{name}", stream, "application/x-ndjson")


def _read(lines: IO[bytes]) -> list[dict[str, Any]]:
    lines.seek(0)
    return [json.loads(line) for line in lines]


def _order(row: Row) -> int:
    order: int = row[0]
    return order


def _group_key(batch_id: str, number: int) -> str:
    return f"work/{batch_id}/groups/{number:07d}.json"


def _shard_key(batch_id: str, shard: int) -> str:
    return f"work/{batch_id}/shards/{shard:05d}.jsonl"
