"""The functions over the declared resources, driven as AWS would: objects, queues and requests in, state out."""

import importlib.util
import itertools
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from unittest import mock
from urllib.parse import quote_plus

import boto3
import botocore.loaders
import botocore.session
from contract.template_file import ROOT
from integration.declared_stack import ACCOUNT, REGION, DeclaredStack

from radonc_aws import clients, observability, tables_in_use

_QUEUES = (
    ("IntakeQueue", "batch_intake", 1),
    ("ClaimQueue", "line_edit", 1),
    ("CourseQueue", "course_aggregation", 10),
    ("TableQueue", "table_import", 1),
)
_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
}
_DESCRIPTIONS = botocore.loaders.create_loader()
RECEIVED = "2026-01-15T10:00:00.000Z"


@dataclass
class Context:
    """What Lambda tells a function about an invocation."""

    aws_request_id: str = "00000000-0000-0000-0000-000000000000"
    function_name: str = "function"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function"

    def get_remaining_time_in_millis(self) -> int:
        return 15_000


class Service:
    """One deployment. Its own clients are apart from the functions', so that counting and faults leave them alone."""

    def __init__(self, stack: DeclaredStack) -> None:
        self.stack = stack
        self._handlers: dict[str, ModuleType] = {}
        self._sequence = itertools.count(1)
        session = new_session()
        self.s3 = session.client("s3")
        self.sqs = session.client("sqs")
        self.dynamodb = session.client("dynamodb")
        self.forget_clients()
        observability.metrics.cache_clear()

    def forget_clients(self) -> None:
        """Let the functions start cold: their clients are made anew, and their tables fetched."""
        cached = (clients.dynamodb, clients.s3, clients.sqs, clients.events, clients.member_key)
        for kept in (*cached, tables_in_use.tables_in_use):
            kept.cache_clear()

    # --- in -----------------------------------------------------------------------------------------------------------
    def drop(self, name: str, content: bytes) -> None:
        """Put an object into the inbox and announce it."""
        self.announce(self.put(name, content))

    def put(self, name: str, content: bytes, folder: str = "inbox/") -> dict[str, Any]:
        """Put an object into the bucket; returns what S3 would announce."""
        key = f"{folder}{name}"
        bucket = self.stack.names["ClaimBucket"]
        put = self.s3.put_object(Bucket=bucket, Key=key, Body=content)
        described = {
            "key": quote_plus(key, safe="/"),
            "size": len(content),
            "eTag": put["ETag"].strip('"'),
            "versionId": put["VersionId"],
            "sequencer": f"{next(self._sequence):016X}",
        }
        event = {
            "eventTime": RECEIVED,
            "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": bucket}, "object": described},
        }
        return {"Records": [event]}

    def announce(self, event: Mapping[str, Any], queue: str = "IntakeQueue") -> None:
        """Send a notification to its queue."""
        self.sqs.send_message(QueueUrl=self.stack.names[queue], MessageBody=json.dumps(event))

    def drop_table(self, name: str, content: bytes) -> None:
        """Put a file under tables/ and announce it."""
        self.announce(self.put(name, content, "tables/"), "TableQueue")

    def request(self, function: str, method: str, path: str, body: Any = None, query: Any = None) -> tuple[int, Any]:
        """Call the API; returns status and decoded body."""
        answer = self.send(function, method, path, body, query)
        return answer["statusCode"], json.loads(answer["body"])

    def send(
        self, function: str, method: str, path: str, body: Any = None, query: Any = None, headers: Any = None
    ) -> Any:
        """Call the API; returns what the function answers API Gateway."""
        event = json.loads((ROOT / "tests/integration/api_request.json").read_text())
        event |= {"httpMethod": method, "path": path, "queryStringParameters": query}
        event["headers"] |= headers or {}
        event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
        return self.invoke(function, event)

    # --- through ------------------------------------------------------------------------------------------------------
    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call one function with exactly the environment the template gives it."""
        with self._environment(function):
            return self._handler(function).lambda_handler(json.loads(json.dumps(event)), Context())

    def pump(self, rounds: int = 200) -> list[str]:
        """Deliver messages until none is left; returns the functions' names in the order they ran."""
        ran: list[str] = []
        for _ in range(rounds):
            delivered = [function for queue, function, size in _QUEUES if self.deliver(queue, function, size)]
            ran += delivered
            if not delivered:
                return ran
        raise AssertionError("the queues do not come to rest")

    def deliver(self, queue: str, function: str, size: int) -> bool:
        """Deliver once from a queue; what failed or crashed becomes visible again at once."""
        url = self.stack.names[queue]
        messages = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=size, MessageSystemAttributeNames=["All"]
        ).get("Messages", [])
        if not messages:
            return False
        try:
            failed = failures(event := queue_event(messages, url), self.invoke(function, event))
        except Crash:
            failed = {message["MessageId"] for message in messages}
        for message in messages:
            if message["MessageId"] in failed:
                self.sqs.change_message_visibility(
                    QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
            else:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return True

    # --- out ----------------------------------------------------------------------------------------------------------
    def objects(self, prefix: str) -> dict[str, bytes]:
        """Objects under a prefix."""
        bucket = self.stack.names["ClaimBucket"]
        listed = self.s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
        return {o["Key"]: self.s3.get_object(Bucket=bucket, Key=o["Key"])["Body"].read() for o in listed}

    def reports(self) -> dict[str, dict[str, Any]]:
        """Published reports by batch: decisions, rejects and revisions as lists, the summary as it is."""
        batches: dict[str, dict[str, Any]] = {}
        for key, content in self.objects("reports/").items():
            _, batch_id, name = key.split("/", 2)
            if not name.endswith(("json", "jsonl")):
                continue
            lines = content.decode().splitlines()
            read = [json.loads(line) for line in lines]
            batches.setdefault(batch_id, {})[name.split(".")[0]] = read if name.endswith("jsonl") else read[0]
        return batches

    def waiting(self, *queues: str) -> int:
        """Messages in queues, seen or not."""
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        total = 0
        for queue in queues:
            url = self.stack.names[queue]
            counts = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))["Attributes"]
            total += sum(int(counts[name]) for name in names)
        return total

    def _handler(self, function: str) -> ModuleType:
        if function not in self._handlers:
            path = ROOT / "functions" / function / "handler.py"
            spec = importlib.util.spec_from_file_location(f"{function}_handler_{uuid.uuid4().hex}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            self._handlers[function] = module
        return self._handlers[function]

    @contextmanager
    def _environment(self, function: str) -> Iterator[None]:
        variables = {**_AWS, **self.stack.environment(function), "PATH": os.environ["PATH"]}
        with mock.patch.dict(os.environ, variables, clear=True):
            yield


def new_session() -> boto3.session.Session:
    """A session that shares the service descriptions read by earlier ones."""
    core = botocore.session.Session()
    core.register_component("data_loader", _DESCRIPTIONS)
    return boto3.session.Session(botocore_session=core)


class Crash(BaseException):
    """The function's process dies here: no handler of ours may catch it."""


def queue_event(messages: list[Any], url: str) -> dict[str, Any]:
    """Write received messages as the event Lambda passes on."""
    name = url.rsplit("/", 1)[1]
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def failures(event: Mapping[str, Any], answer: Any) -> set[str]:
    """Read batchItemFailures as strictly as AWS does: anything else fails the whole delivery, so none may occur."""
    delivered = {record["messageId"] for record in event["Records"]}
    assert set(answer) == {"batchItemFailures"}
    failed = [
        failure["itemIdentifier"] for failure in answer["batchItemFailures"] if set(failure) == {"itemIdentifier"}
    ]
    assert len(failed) == len(answer["batchItemFailures"])
    assert set(failed) <= delivered
    return set(failed)
