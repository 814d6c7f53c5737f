"""Finding an authorization by its number: the number, keyed-hashed, leads to the patients it was given to."""

import hashlib
import hmac
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def index_name(number: str, key: bytes) -> str:
    """Hash an authorization number under the member key to 32 hex characters."""
    return hmac.new(key, f"authorization\x1f{number}".encode(), hashlib.sha256).hexdigest()[:32]


class AuthorizationIndex:
    """One item per authorization number, holding patient keys."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def enter(self, names: Collection[str], patient: str) -> None:
        """Enter a patient under each name; one call a name, and entering again changes nothing."""
        for name in names:
            self._client.update_item(
                TableName=self._table,
                Key=_key(name),
                UpdateExpression="ADD patients :patient",
                ExpressionAttributeValues={":patient": {"SS": [patient]}},
            )

    def patients(self, name: str) -> list[str]:
        """Read the patients under a name."""
        answer: Any = self._client.get_item(TableName=self._table, Key=_key(name), ConsistentRead=True)
        return sorted(answer.get("Item", {}).get("patients", {}).get("SS", []))


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": f"authorization#{name}"}}
