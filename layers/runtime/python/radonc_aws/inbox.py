"""Objects put into the bucket as S3 announces them, and the id of the batch, or of the import, each one makes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

INBOX = "inbox/"


@dataclass(frozen=True, slots=True)
class InboxObject:
    """One object put into the bucket. `received` is the moment S3 gives, in UTC; the key may say too much to repeat."""

    key: str
    version: str | None
    etag: str
    received: str
    batch_id: str
    size: int = 0


def announced(body: str, prefix: str = INBOX) -> Iterator[InboxObject]:
    """Read the objects under a prefix a notification names; S3's own test names none, and folders are not objects."""
    for event in json.loads(body).get("Records", []):
        described = event["s3"]["object"]
        key = unquote_plus(described["key"])
        if not key.startswith(prefix) or key.endswith("/"):
            continue
        identity = [
            event["s3"]["bucket"]["name"],
            key,
            described.get("versionId", ""),
            described.get("eTag", ""),
            described.get("sequencer", ""),
        ]
        digest = hashlib.sha256("\n".join(identity).encode()).hexdigest()[:12]
        received = event["eventTime"]
        yield InboxObject(
            key=key,
            version=described.get("versionId"),
            etag=described.get("eTag", ""),
            received=received,
            batch_id=f"{received[:10].replace('-', '')}-{digest}",
            size=described.get("size", 0),
        )
