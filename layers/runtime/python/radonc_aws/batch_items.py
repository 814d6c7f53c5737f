"""The items of a batch in the table: its own and one for each shard (docs/storage.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MOST = 9_999

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchIntake:
    """What intake found in an object. `groups` counts patients with readable records, once all is read.

    `payers` are those of its readable records, known once all is read.
    """

    batch_id: str
    etag: str
    received: str
    records: int
    rejected: int
    groups: int = 0
    payers: tuple[str, ...] = ()


def fields_set(batch_id: str, fields: Mapping[str, Value], **first: str) -> dict[str, Any]:
    """Build the update that writes fields of a batch; `first` only those that are not there yet."""
    written = {name: value for name, value in fields.items() if name != "batch_id"}
    sets = [f"#{name} = :{name}" for name in written]
    sets += [f"#{name} = if_not_exists(#{name}, :{name})" for name in first]
    written |= first
    return {
        "Key": head_key(batch_id),
        "UpdateExpression": "SET " + ", ".join(sets),
        "ExpressionAttributeNames": {f"#{name}": name for name in written},
        "ExpressionAttributeValues": {f":{name}": value_of(value) for name, value in written.items()},
    }


def head_key(batch_id: str) -> dict[str, Any]:
    """Return the key of the item of a batch."""
    return {"pk": {"S": f"batch#{batch_id}"}}


def shard_key(batch_id: str, shard: int) -> dict[str, Any]:
    """Return the key of the item of a shard."""
    return {"pk": {"S": f"batch#{batch_id}#{shard}"}}


def value_of(value: Value) -> dict[str, Any]:
    """Write a value in DynamoDB's form."""
    if isinstance(value, tuple):
        return {"L": [value_of(each) for each in value]}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def intake_of(batch_id: str, item: Mapping[str, Any]) -> BatchIntake:
    """Read what intake found from the item of a batch."""
    return BatchIntake(
        batch_id=batch_id,
        etag=item["etag"]["S"],
        received=item["received"]["S"],
        records=int(item["records"]["N"]),
        rejected=int(item["rejected"]["N"]),
        groups=number_of(item, "groups"),
        payers=tuple(payer["S"] for payer in item.get("payers", {"L": []})["L"]),
    )


def number_of(item: Mapping[str, Any], name: str) -> int:
    """Read a number; 0 where it is not there yet."""
    return int(item[name]["N"]) if name in item else 0


def packed(place: int, decided: int, rejected: int) -> str:
    """Write a group with its counts as one number: what a set holds once, however often it is added."""
    return str((place * (_MOST + 1) + min(decided, _MOST)) * (_MOST + 1) + min(rejected, _MOST))


def unpacked(number: str) -> tuple[int, int]:
    """Read the claims decided and the records rejected of a group."""
    rest, rejected = divmod(int(number), _MOST + 1)
    return rest % (_MOST + 1), rejected
