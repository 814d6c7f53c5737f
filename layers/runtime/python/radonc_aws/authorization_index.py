"""Finding an authorization by its number: the number, keyed-hashed, leads to the patients it was given to.

The payer stands beside each patient, so that a number of another payer takes the calls of an unknown one.
"""

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
    """One item per authorization number, holding payers with patient keys."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def enter(self, names: Collection[str], payer: str, patient: str) -> None:
        """Enter a patient of a payer under each name; one call a name, and entering again changes nothing."""
        for name in names:
            self._client.update_item(
                TableName=self._table,
                Key=_key(name),
                UpdateExpression="ADD patients :patient",
                ExpressionAttributeValues={":patient": {"SS": [f"{payer}/{patient}"]}},
            )

    def patients(self, name: str) -> list[tuple[str, str]]:
        """Read payer and patient of each entry under a name."""
        answer: Any = self._client.get_item(TableName=self._table, Key=_key(name), ConsistentRead=True)
        entries = sorted(answer.get("Item", {}).get("patients", {}).get("SS", []))
        return [(payer, patient) for payer, _, patient in (entry.rpartition("/") for entry in entries)]


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": f"authorization#{name}"}}
