"""Message bodies too large for a queue: kept in the bucket, with a message that points there."""

import json
from collections.abc import Mapping
from typing import Any

from radonc_aws.claim_files import ClaimFiles, compact_json


def kept_body(files: ClaimFiles, key: str, body: str) -> str:
    """Keep a body in the bucket; returns the pointing body."""
    files.put_once(key, body.encode())
    return compact_json({"object": key})


def full_body(files: ClaimFiles, body: str) -> Mapping[str, Any]:
    """Read a message's body, from the bucket where it points there."""
    message: Mapping[str, Any] = json.loads(body)
    if set(message) == {"object"}:
        content: Mapping[str, Any] = files.read_json(message["object"])
        return content
    return message
