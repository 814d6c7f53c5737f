"""How far a batch is: groups decided, each counted once however often it is reported (docs/storage.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from radonc_aws.batch_items import (
    BatchIntake,
    fields_set,
    head_key,
    intake_of,
    number_of,
    packed,
    shard_key,
    unpacked,
    value_of,
)
from radonc_aws.item_batches import read_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SHARD = 100  # groups merged at once: of whole courses some 25,000 lines, a third of the function's memory
MOST_SHARDS = 400  # all are read at once when the reports are merged; a function has 1,024 open files


@dataclass(frozen=True, slots=True)
class Answered:
    """What the decided groups of a batch came to, so far or in the end."""

    groups: int = 0
    decided: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch as seen now. `taken` of `size` bytes are read; when all of them were, it was `opened` to be decided."""

    intake: BatchIntake
    answered: Answered
    done: bool
    taken: int = 0
    size: int = 0
    opened: str | None = None


class BatchLedger:
    """One item per batch and one per shard of its groups. Every write may be repeated."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def note(self, intake: BatchIntake, *, taken: int, size: int) -> None:
        """Record how far reading is. Once the batch is open, a range that comes again says nothing any more."""
        found = {name: value for name, value in asdict(intake).items() if name not in ("groups", "payers")}
        update = fields_set(intake.batch_id, {**found, "taken": taken, "size": size})
        try:
            self._client.update_item(
                TableName=self._table, ConditionExpression="attribute_not_exists(opened)", **update
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def open(self, intake: BatchIntake, at: datetime) -> None:
        """Record what a batch holds. Opening it again writes the same values; it stays opened when it first was."""
        update = fields_set(intake.batch_id, asdict(intake), opened=at.isoformat(timespec="seconds"))
        self._client.update_item(TableName=self._table, **update)

    def mark(self, batch_id: str, shard: int, answered: Iterable[tuple[int, int, int]]) -> int:
        """Count groups of a shard as decided; returns how many of the shard are.

        `answered` holds the place of each group in its shard, its claims decided and its records rejected.
        """
        update = self._client.update_item(
            TableName=self._table,
            Key=shard_key(batch_id, shard),
            UpdateExpression="ADD answered :groups",
            ExpressionAttributeValues={":groups": {"NS": [packed(*each) for each in answered]}},
            ReturnValues="ALL_NEW",
        )
        return len(update["Attributes"]["answered"]["NS"])

    def mark_shard(self, batch_id: str, shard: int) -> int:
        """Count a shard as merged; returns how many of the batch are."""
        answer = self._client.update_item(
            TableName=self._table,
            Key=head_key(batch_id),
            UpdateExpression="ADD merged :shard",
            ExpressionAttributeValues={":shard": {"NS": [str(shard)]}},
            ReturnValues="ALL_NEW",
        )
        return len(answer["Attributes"]["merged"]["NS"])

    def close(self, batch_id: str, answered: Answered) -> None:
        """Say that the reports of a batch are published, and what they hold."""
        self._client.update_item(
            TableName=self._table,
            Key=head_key(batch_id),
            UpdateExpression="SET done = :yes, decided = :decided, refused = :refused",
            ExpressionAttributeValues={
                ":yes": {"BOOL": True},
                ":decided": value_of(answered.decided),
                ":refused": value_of(answered.rejected),
            },
        )

    def intake(self, batch_id: str) -> BatchIntake | None:
        """Read what intake found; None for an unknown batch."""
        item = self._read_head(batch_id)
        return intake_of(batch_id, item) if item else None

    def progress(self, batch_id: str) -> BatchProgress | None:
        """Read how far a batch is; None for an unknown batch."""
        item = self._read_head(batch_id)
        if not item:
            return None
        intake = intake_of(batch_id, item)
        done = "done" in item
        if done:
            answered = Answered(intake.groups, number_of(item, "decided"), number_of(item, "refused"))
        else:
            answered = self._answered(batch_id, intake)
        opened = item["opened"]["S"] if "opened" in item else None
        return BatchProgress(intake, answered, done, number_of(item, "taken"), number_of(item, "size"), opened)

    def _read_head(self, batch_id: str) -> Mapping[str, Any] | None:
        answer = self._client.get_item(TableName=self._table, Key=head_key(batch_id), ConsistentRead=True)
        item = answer.get("Item")
        return item if item and "records" in item else None

    def _answered(self, batch_id: str, intake: BatchIntake) -> Answered:
        groups = decided = 0
        rejected = intake.rejected
        keys = [shard_key(batch_id, shard) for shard in range(shards(intake.groups))]
        for item in read_items(self._client, self._table, keys):
            counts = [unpacked(number) for number in item["answered"]["NS"]]
            groups += len(counts)
            decided += sum(own for own, _ in counts)
            rejected += sum(refused for _, refused in counts)
        return Answered(groups, decided, rejected)


def shard_groups(groups: int) -> int:
    """Number of groups counted in one item and merged into one object: 100, more where shards would be too many."""
    return max(SHARD, -(-groups // MOST_SHARDS))


def shards(groups: int) -> int:
    """Number of shards a batch of so many groups has."""
    return -(-groups // shard_groups(groups))


def shard_size(shard: int, groups: int) -> int:
    """Number of groups in one shard; only the last one is short."""
    return min(shard_groups(groups), groups - shard * shard_groups(groups))
