"""How far a batch is: groups decided, each counted once however often it is reported (docs/storage.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SHARD = 500  # groups counted in one item: about 2 KB, so that marking stays cheap in a batch of any size


@dataclass(frozen=True, slots=True)
class BatchIntake:
    """What intake found in an object. `groups` is the number of patients with readable records."""

    batch_id: str
    etag: str
    received: str
    records: int
    rejected: int
    groups: int


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch as seen now."""

    intake: BatchIntake
    groups_decided: int
    done: bool


class BatchLedger:
    """One item per batch and one per 500 groups. Every write may be repeated."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def open(self, intake: BatchIntake) -> None:
        """Record what a batch holds. Opening it again writes the same values."""
        fields = asdict(intake)
        batch_id = fields.pop("batch_id")
        self._client.update_item(
            TableName=self._table,
            Key=_head(batch_id),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
            ExpressionAttributeNames={f"#{name}": name for name in fields},
            ExpressionAttributeValues={f":{name}": _value(value) for name, value in fields.items()},
        )

    def mark(self, batch_id: str, shard: int, numbers: Iterable[int]) -> int:
        """Count groups of a shard as decided; returns how many of the shard are."""
        answer = self._client.update_item(
            TableName=self._table,
            Key=_shard(batch_id, shard),
            UpdateExpression="ADD decided :numbers",
            ExpressionAttributeValues={":numbers": {"NS": [str(number) for number in numbers]}},
            ReturnValues="ALL_NEW",
        )
        return len(answer["Attributes"]["decided"]["NS"])

    def mark_shard(self, batch_id: str, shard: int) -> int:
        """Count a shard as merged; returns how many of the batch are."""
        answer = self._client.update_item(
            TableName=self._table,
            Key=_head(batch_id),
            UpdateExpression="ADD merged :shard",
            ExpressionAttributeValues={":shard": {"NS": [str(shard)]}},
            ReturnValues="ALL_NEW",
        )
        return len(answer["Attributes"]["merged"]["NS"])

    def close(self, batch_id: str) -> None:
        """Say that the reports of a batch are published."""
        self._client.update_item(
            TableName=self._table,
            Key=_head(batch_id),
            UpdateExpression="SET done = :yes",
            ExpressionAttributeValues={":yes": {"BOOL": True}},
        )

    def intake(self, batch_id: str) -> BatchIntake | None:
        """Read what intake found; None for an unknown batch."""
        item = self._read_head(batch_id)
        return _intake(batch_id, item) if item else None

    def progress(self, batch_id: str) -> BatchProgress | None:
        """Read how far a batch is; None for an unknown batch."""
        item = self._read_head(batch_id)
        if not item:
            return None
        intake = _intake(batch_id, item)
        done = bool(item.get("done", {}).get("BOOL", False))
        decided = intake.groups if done else self._decided(batch_id, shards(intake.groups))
        return BatchProgress(intake, decided, done)

    def _read_head(self, batch_id: str) -> Mapping[str, Any] | None:
        answer = self._client.get_item(TableName=self._table, Key=_head(batch_id), ConsistentRead=True)
        item = answer.get("Item")
        return item if item and "groups" in item else None

    def _decided(self, batch_id: str, count: int) -> int:
        decided = 0
        for first in range(0, count, 100):
            keys: list[Any] = [_shard(batch_id, shard) for shard in range(first, min(first + 100, count))]
            answer = self._client.batch_get_item(RequestItems={self._table: {"Keys": keys}})
            decided += sum(len(item["decided"]["NS"]) for item in answer["Responses"].get(self._table, []))
        return decided


def shards(groups: int) -> int:
    """Number of shards a batch of so many groups has."""
    return -(-groups // SHARD)


def shard_size(shard: int, groups: int) -> int:
    """Number of groups in one shard; only the last one is short."""
    return min(SHARD, groups - shard * SHARD)


def _head(batch_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"batch#{batch_id}"}}


def _shard(batch_id: str, shard: int) -> dict[str, Any]:
    return {"pk": {"S": f"batch#{batch_id}#{shard}"}}


def _value(value: str | int) -> dict[str, Any]:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _intake(batch_id: str, item: Mapping[str, Any]) -> BatchIntake:
    return BatchIntake(
        batch_id=batch_id,
        etag=item["etag"]["S"],
        received=item["received"]["S"],
        records=int(item["records"]["N"]),
        rejected=int(item["rejected"]["N"]),
        groups=int(item["groups"]["N"]),
    )
