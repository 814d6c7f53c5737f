"""AWS clients, built on the first call: importing a handler opens no connection and loads no SDK."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from radonc.patient import LOCAL_KEY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

LOCAL_SECRET = "local"  # noqa: S105 - the name that stands for "no secret: the public development key"


def _client(service: str) -> Any:
    """Load the SDK by name: a route that answers from the policy book alone must not pay 0.3 s for it."""
    retries = import_module("botocore.config").Config(
        retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=3, read_timeout=20
    )
    return import_module("boto3").client(service, config=retries)


@cache
def dynamodb() -> "DynamoDBClient":
    """The table's client."""
    client: DynamoDBClient = _client("dynamodb")
    return client


@cache
def s3() -> "S3Client":
    """The bucket's client."""
    client: S3Client = _client("s3")
    return client


@cache
def sqs() -> "SQSClient":
    """The queues' client."""
    client: SQSClient = _client("sqs")
    return client


@cache
def events() -> "EventBridgeClient":
    """The bus's client."""
    client: EventBridgeClient = _client("events")
    return client


def cloudformation() -> Any:
    """The client that knows a stack's resources; only the redrive command asks it."""
    return _client("cloudformation")


@cache
def member_key(secret: str) -> bytes:
    """Read the key member ids are hashed under. The secret named `local` is the public development key."""
    if secret == LOCAL_SECRET:
        return LOCAL_KEY
    text: str = _client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    return text.encode()
