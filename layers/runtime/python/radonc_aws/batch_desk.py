"""Deciding the patient groups of batches, and closing a batch when its last group is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from radonc.policy_book import PolicyBook
from radonc.records import ClaimRecord, Problem, RecordError
from radonc_aws import clients
from radonc_aws.adjudication import Delivery, Outcome, UndecidableError, settle
from radonc_aws.authorization_index import AuthorizationIndex
from radonc_aws.batch_answers import BatchAnswers
from radonc_aws.batch_ledger import BatchLedger, shard_groups, shard_size, shards
from radonc_aws.batch_report import BatchReports, GroupReport
from radonc_aws.batch_rows import AFTER_RECORDS, DECISION, REJECT, REVISION, Row
from radonc_aws.claim_files import ClaimFiles
from radonc_aws.course_store import CourseStore
from radonc_aws.observability import count, logger
from radonc_aws.patient_groups import CourseGroup, course_group, reject
from radonc_aws.policies import deciding_book
from radonc_aws.queue_bodies import full_body
from radonc_aws.revisions import RevisionBus
from radonc_aws.settings import CourseAggregationSettings

UNDECIDED = "was stored but could not be decided: the rules failed on this patient's records"


@dataclass(frozen=True, slots=True)
class DecidedGroup:
    """One patient's records of a batch, answered: how many claims decided, how many records rejected."""

    batch_id: str
    groups: int
    number: int
    decided: int
    rejected: int


@dataclass(frozen=True)
class BatchDesk:
    """What it takes to decide groups and close batches."""

    store: CourseStore
    book: PolicyBook
    authorizations: AuthorizationIndex
    ledger: BatchLedger
    files: ClaimFiles
    reports: BatchReports
    bus: RevisionBus

    @classmethod
    def of(cls, settings: CourseAggregationSettings) -> Self:
        """Open the desk of a deployment, under the tables in use now."""
        files = ClaimFiles(clients.s3(), settings.claim_bucket)
        return cls(
            store=CourseStore(clients.dynamodb(), settings.course_table),
            book=deciding_book(settings),
            authorizations=AuthorizationIndex(clients.dynamodb(), settings.course_table),
            ledger=BatchLedger(clients.dynamodb(), settings.course_table),
            files=files,
            reports=BatchReports(files, BatchAnswers.of(files, settings)),
            bus=RevisionBus(clients.events(), settings.event_bus),
        )

    def decide(self, body: str) -> DecidedGroup:
        """Store a group, decide its claims over the patient's whole history, and keep the answer, once."""
        group = course_group(full_body(self.files, body))
        report = self._decided(group)
        kept = self.reports.keep_group(group.batch_id, group.number, report)
        self.bus.publish([row[2] for row in kept.rows if row[1] == REVISION])
        kinds = [row[1] for row in kept.rows]
        return DecidedGroup(group.batch_id, group.groups, group.number, kinds.count(DECISION), kinds.count(REJECT))

    def _decided(self, group: CourseGroup) -> GroupReport:
        rows: list[Row] = [[order, REJECT, content] for order, content in group.refused]
        if group.versions:
            delivery = Delivery(group.batch_id, group.patient, group.payer, group.claim_versions())
            self.authorizations.enter(group.authorizations, group.payer, group.patient)
            rows += self._settled(group, delivery)
        authorizations = sum(name.startswith("a") for _, _, name, _ in group.versions)
        return GroupReport(sorted(rows, key=lambda row: row[0]), authorizations, group.duplicates)

    def _settled(self, group: CourseGroup, delivery: Delivery) -> Sequence[Row]:
        """Answer for each version. One patient the rules fail on must not hold up the batch of all others."""
        try:
            return _rows(group, settle(delivery, self.store, self.book))
        except UndecidableError as error:
            logger().error("patient undecided", batch_id=group.batch_id, group=group.number, error_type=str(error))
            count("PatientsUndecided")
            return [
                [order, REJECT, reject(_undecided(claim), at, group.batch_id), _written(claim)]
                for order, at, claim in group.claims()
            ]

    def close(self, decided: Sequence[DecidedGroup]) -> bool:
        """Count decided groups of one batch; the last one merges and publishes the reports. True when it did."""
        batch_id, groups = decided[0].batch_id, decided[0].groups
        size = shard_groups(groups)
        counts = {group.number: (group.number % size, group.decided, group.rejected) for group in decided}
        for shard in sorted({number // size for number in counts}):
            own = [counts[number] for number in sorted(counts) if number // size == shard]
            if self.ledger.mark(batch_id, shard, own) < shard_size(shard, groups):
                continue
            self.reports.merge_shard(batch_id, shard, groups)
            if self.ledger.mark_shard(batch_id, shard) == shards(groups):
                self._publish(batch_id)
                return True
        return False

    def _publish(self, batch_id: str) -> None:
        intake = self.ledger.intake(batch_id)
        if intake is None:
            raise LookupError(f"batch {batch_id} was decided but never opened")
        self.ledger.close(batch_id, self.reports.publish(intake))


def _undecided(claim: ClaimRecord) -> RecordError:
    return RecordError((Problem("record", UNDECIDED),), claim.claim_id)


def _rows(group: CourseGroup, outcome: Outcome) -> Sequence[Row]:
    judgement = outcome.judgement
    rows: list[Row] = []
    claims = {order: _written(claim) for order, _, claim in group.claims()}
    for order, position, name, _ in group.versions:
        if name in judgement.decisions:
            rows.append([order, DECISION, judgement.decisions[name], claims[order]])
        elif name in judgement.refusals:
            rows.append([order, REJECT, reject(judgement.refusals[name], position, group.batch_id), claims[order]])
    return rows + [[AFTER_RECORDS, REVISION, dict(revision)] for revision in outcome.revisions]


def _written(claim: ClaimRecord) -> dict[str, Any]:
    return claim.model_dump(mode="json", exclude_defaults=True)
