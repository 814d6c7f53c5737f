"""Reading many items of one table at once, all of them: the service may hold some back when it is asked for many."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_MOST_KEYS = 100  # of one BatchGetItem


def read_items(client: "DynamoDBClient", table: str, keys: Sequence[Any]) -> list[dict[str, Any]]:
    """Read the items of keys, consistently; in no order. Keys without an item give none."""
    wanted = list(keys)
    found: list[dict[str, Any]] = []
    while wanted:
        request: Any = {table: {"Keys": wanted[:_MOST_KEYS], "ConsistentRead": True}}
        answer: Any = client.batch_get_item(RequestItems=request)
        found += answer["Responses"].get(table, [])
        held_back = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        wanted = [*wanted[_MOST_KEYS:], *held_back]
    return found
