"""What intake asks of itself over its queue: the next range of a large object, a bucket of its patients."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from radonc_aws.claim_files import compact_json
from radonc_aws.claim_queues import Message
from radonc_aws.inbox import InboxObject


@dataclass(frozen=True, slots=True)
class RangeOrder:
    """Read range `number` of an object."""

    arrived: InboxObject
    number: int

    def message(self) -> Message:
        """Write the order as a message."""
        return Message(compact_json({"range": dataclasses.asdict(self)}))


@dataclass(frozen=True, slots=True)
class BucketOrder:
    """Send on the patients of one bucket, all ranges of whose batch are read; they are numbered from `first`."""

    batch_id: str
    ranges: int
    bucket: int
    first: int
    groups: int

    def message(self) -> Message:
        """Write the order as a message."""
        return Message(compact_json({"bucket": dataclasses.asdict(self)}))


def order_of(message: Mapping[str, Any]) -> RangeOrder | BucketOrder | None:
    """Read an order from a decoded message; None for what is none of ours, such as a notification of S3."""
    if "range" in message:
        fields = message["range"]
        return RangeOrder(InboxObject(**fields["arrived"]), fields["number"])
    return BucketOrder(**message["bucket"]) if "bucket" in message else None
