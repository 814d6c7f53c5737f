"""Finding an authorization by its number: the number, keyed-hashed, leads to the patients it was given to.

The payer stands beside each patient, so that a number of another payer takes the calls of an unknown one.
"""

import hashlib
import hmac
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from radonc_aws.course_store import is_too_large
from radonc_aws.observability import count, logger

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
        """Enter a patient of a payer under each name; one call a name, and entering again changes nothing.

        A number given to some ten thousand patients fills its item: who comes later is decided, but not found by it.
        """
        for name in names:
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(name),
                    UpdateExpression="ADD patients :patient",
                    ExpressionAttributeValues={":patient": {"SS": [f"{payer}/{patient}"]}},
                )
            except self._client.exceptions.ClientError as error:
                if not is_too_large(error):
                    raise
                logger().warning("authorization number holds no more patients")
                count("AuthorizationNumbersFull")

    def patients(self, name: str) -> list[tuple[str, str]]:
        """Read payer and patient of each entry under a name."""
        answer: Any = self._client.get_item(TableName=self._table, Key=_key(name), ConsistentRead=True)
        entries = sorted(answer.get("Item", {}).get("patients", {}).get("SS", []))
        return [(payer, patient) for payer, _, patient in (entry.rpartition("/") for entry in entries)]


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": f"authorization#{name}"}}
