"""From decided groups to the three reports of a batch: merged in input order, written once, the same bytes always."""

import heapq
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from radonc.pages.batch_report import batch_report
from radonc.summary import Summary
from radonc_aws.batch_answers import ACKNOWLEDGED, WORKLIST, BatchAnswers, Tally
from radonc_aws.batch_items import BatchIntake
from radonc_aws.batch_ledger import Answered, shard_groups, shard_size, shards
from radonc_aws.batch_outputs import BatchOutputs
from radonc_aws.batch_rows import AFTER_RECORDS, DECISION, REJECT, REVISION, TALLY, UNREAD, Row
from radonc_aws.claim_files import ClaimFiles, compact_json

LARGEST_PAGE = 20_000  # claims; a page of more serves nobody
LARGEST_PAGE_BYTES = 64 << 20  # of decisions; drawing their page takes about eight times as much memory
_READERS = 8

_UNREAD_PART = 5_000  # records; about as many claims as a shard has


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
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    def answered(self, tally: Tally) -> None:
        """Add up the answers of one part."""
        for name, counts in tally.items():
            self.answers.setdefault(name, Counter()).update(counts)

    def count(self, kind: str, content: Mapping[str, Any]) -> None:
        if kind == DECISION:
            self.summary.add(content)
        elif kind in (REJECT, UNREAD):
            self.summary.add_reject(content)
        elif kind == REVISION:
            self.revised += 1
        else:
            self.authorizations += content["authorizations"]
            self.duplicates += content["duplicates"]
            self.answered(content["answers"])

    def _balanced(self, intake: BatchIntake) -> bool:
        """Whether each record is accounted for once, in the counts and in every format of the answers."""
        summary = self.summary
        whole = {ACKNOWLEDGED: summary.decided + summary.rejected}
        kept = all(counts.total() == whole.get(name, summary.decided) for name, counts in self.answers.items())
        accounted = summary.decided + self.authorizations + self.duplicates + summary.rejected
        return kept and accounted == intake.records

    def as_json(self, intake: BatchIntake) -> dict[str, Any]:
        return {
            "batch_id": intake.batch_id,
            "etag": intake.etag,
            "received": intake.received,
            "records": intake.records,
            "authorizations": self.authorizations,
            "duplicates": self.duplicates,
            "balanced": self._balanced(intake),
            "revised": self.revised,
            **self.summary.as_json(),
            "answers": {name: _split(counts) for name, counts in sorted(self.answers.items())},
        }


class BatchReports:
    """The work and report objects of batches."""

    def __init__(self, files: ClaimFiles, answers: BatchAnswers) -> None:
        self._files = files
        self._answers = answers

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
        tally["answers"] = self._answers.write(batch_id, shard, rows)
        lines = (compact_json(row[:3]) for row in [*rows, [AFTER_RECORDS, TALLY, tally]])
        self._files.put_once(_shard_key(batch_id, shard), "".join(f"{line}\n" for line in lines).encode())

    def publish(self, intake: BatchIntake) -> Answered:
        """Write decisions, rejects, revisions, a page and the summary. The summary is last: where it is, all is."""
        totals = _Totals()
        with BatchOutputs() as outputs:
            for row in self._with_unread_answered(intake, totals):
                totals.count(row[1], row[2])
                outputs.add(row[1], row[2])
            self._put(intake, "decisions.jsonl", outputs.decisions)
            self._put(intake, "rejects.jsonl", outputs.rejects)
            if totals.revised:
                self._put(intake, "revisions.jsonl", outputs.revisions)
            if WORKLIST in self._answers.formats:
                self._put(intake, "worklist.csv", outputs.worklist, "text/csv; charset=utf-8")
            if totals.summary.decided <= LARGEST_PAGE and outputs.decisions.tell() <= LARGEST_PAGE_BYTES:
                title = f"Batch {intake.batch_id}"
                page = batch_report(_read(outputs.decisions), _read(outputs.rejects), title=title)
                self._put(intake, "report.html", io.BytesIO(page.encode()), "text/html; charset=utf-8")
        summary = compact_json(totals.as_json(intake)).encode()
        self._put(intake, "summary.json", io.BytesIO(summary), "application/json")
        return Answered(intake.groups, totals.summary.decided, totals.summary.rejected)

    def _with_unread_answered(self, intake: BatchIntake, totals: _Totals) -> Iterator[Row]:
        """Give all rows; what intake could not read belongs to no shard and is answered in parts of its own."""
        part, unread = shards(intake.groups), []
        for row in self._rows(intake):
            yield row
            if row[1] == UNREAD and ACKNOWLEDGED in self._answers.formats:
                unread.append(row)
            if len(unread) == _UNREAD_PART:
                totals.answered(self._answers.write(intake.batch_id, part, unread))
                part, unread = part + 1, []
        if unread:
            totals.answered(self._answers.write(intake.batch_id, part, unread))

    def _rows(self, intake: BatchIntake) -> Iterator[Row]:
        keys = [_shard_key(intake.batch_id, shard) for shard in range(shards(intake.groups))]
        sources: Iterable[Iterator[Row]] = map(
            self._files.read_rows, [f"work/{intake.batch_id}/intake-rejects.jsonl", *keys]
        )
        return heapq.merge(*sources, key=_order)

    def _put(
        self, intake: BatchIntake, name: str, stream: IO[bytes], content_type: str = "application/x-ndjson"
    ) -> None:
        stream.seek(0)
        self._files.put_once(f"reports/{intake.batch_id}/{name}", stream, content_type)


def _split(counts: Mapping[str, int]) -> dict[str, Any]:
    left_out = {reason: number for reason, number in sorted(counts.items()) if reason != "claims"}
    return {"claims": counts["claims"], "left_out": left_out}


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
