"""Drop a batch into a deployed stack's inbox, follow it, and bring its reports back."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.api import call
from tools.deploy import Stack

BATCH_SECONDS = 150.0
POLL_SECONDS = 0.5
# An authorizer tells API Gateway of a refused token by an error of this text; what it raises besides is a failure.
REFUSAL = "[ERROR] UnauthorizedError: Unauthorized"


class BatchError(Exception):
    """A batch was not decided in time; the text holds what the functions logged."""


@dataclass(frozen=True)
class Dropped:
    """An object in the inbox: the bucket's name for its content tells its batch from others."""

    key: str
    etag: str


def drop(stack: Stack, source: Path, name: str | None = None) -> Dropped:
    """Put a file under inbox/."""
    key = f"inbox/{name or source.name}"
    answer = stack.client("s3").put_object(Bucket=_bucket(stack), Key=key, Body=source.read_bytes())
    return Dropped(key, answer["ETag"].strip('"'))


def follow(stack: Stack, dropped: Dropped) -> Iterator[dict[str, Any]]:
    """Yield the batch as the API shows it, again and again until it is done; the last one is done."""
    deadline = time.monotonic() + BATCH_SECONDS
    batch_id = None
    while time.monotonic() < deadline:
        batch_id = batch_id or _batch_id(stack, dropped)
        if batch_id:
            batch = call(stack, "GET", f"/batches/{batch_id}").json
            yield batch
            if batch["status"] == "done":
                return
        time.sleep(POLL_SECONDS)
    raise BatchError(f"{dropped.key} was not decided within {BATCH_SECONDS:.0f} s.\n{error_logs(stack)}")


def reports(stack: Stack, batch: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a finished batch's reports by file name."""
    s3, bucket = stack.client("s3"), _bucket(stack)
    found = s3.list_objects_v2(Bucket=bucket, Prefix=batch["reports"]).get("Contents", [])
    return {
        entry["Key"].rpartition("/")[2]: s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read().decode()
        for entry in found
    }


def decisions(texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the decisions among a batch's reports."""
    return [json.loads(line) for line in texts["decisions.jsonl"].splitlines()]


def error_logs(stack: Stack) -> str:
    """Return what the functions logged as errors, one line each."""
    logs = stack.client("logs")
    found: list[str] = []
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        texts = [event["message"].strip() for event in logs.filter_log_events(logGroupName=name)["events"]]
        raised = [text for text in texts if "rror" in text or "Traceback" in text]
        if all(REFUSAL in text for text in raised if "[ERROR]" in text) and name.endswith("/token_authorizer"):
            continue
        found += [f"    {name}: {text[:600]}" for text in raised]
    return "\n".join(found[-20:]) or "    the functions logged no error"


def _bucket(stack: Stack) -> str:
    return stack.outputs["ClaimBucketName"]


def _batch_id(stack: Stack, dropped: Dropped) -> str | None:
    """Return the id the intake gave to an object, once it has begun to read it."""
    s3 = stack.client("s3")
    for folder in ("work/", "reports/"):
        listed = s3.list_objects_v2(Bucket=_bucket(stack), Prefix=folder, Delimiter="/")
        for prefix in listed.get("CommonPrefixes", []):
            batch_id = prefix["Prefix"].removeprefix(folder).rstrip("/")
            batch = call(stack, "GET", f"/batches/{batch_id}")
            if batch.status == 200 and batch.json["etag"] == dropped.etag:
                return str(batch_id)
    return None
