"""Reading many items at once where the service holds some back."""

from collections import Counter
from typing import Any

from integration.service import Service

from radonc_aws.item_batches import read_items


def test_items_held_back_are_asked_for_again_until_all_are_there(service: Service) -> None:
    table = service.stack.names["CourseTable"]
    keys = [{"pk": {"S": f"patient#{number}"}} for number in range(230)]
    for key in keys[:-1]:  # the last has no item
        service.dynamodb.put_item(TableName=table, Item={**key, "n": {"N": "1"}})
    asked: Counter[int] = Counter()

    def hold_back(parsed: dict[str, Any], **_: object) -> None:
        found = parsed["Responses"][table]
        asked[len(found)] += 1
        kept, held = found[: -(-len(found) // 2)], found[-(-len(found) // 2) :]
        parsed["Responses"][table] = kept
        if held:
            parsed["UnprocessedKeys"] = {table: {"Keys": [{"pk": item["pk"]} for item in held]}}

    service.dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", hold_back)
    try:
        read = read_items(service.dynamodb, table, keys)
    finally:
        service.dynamodb.meta.events.unregister("after-call.dynamodb.BatchGetItem", hold_back)
    assert sorted(int(item["pk"]["S"].removeprefix("patient#")) for item in read) == list(range(229))
    assert sum(asked.values()) > 3
