"""Sending to the claim and course queues in as few calls as the limits allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LARGEST_BODY = 200_000  # bytes of one message; a larger body goes to the bucket and the message points there
_CALL_BYTES = 240_000
_CALL_MESSAGES = 10
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One body to send; on a FIFO queue with its group and its deduplication id."""

    body: str
    group: str | None = None
    deduplication: str | None = None

    def entry(self, place: int) -> dict[str, Any]:
        """Write the message as an entry of a batch call."""
        entry: dict[str, Any] = {"Id": str(place), "MessageBody": self.body}
        if self.group is not None:
            entry |= {"MessageGroupId": self.group, "MessageDeduplicationId": self.deduplication}
        return entry


class QueueRefusalError(RuntimeError):
    """The queue kept refusing messages of a call; the delivery that wanted to send them must be repeated."""


def send(client: "SQSClient", queue_url: str, messages: Iterable[Message]) -> int:
    """Send messages, repeating only what was refused. Returns the number of messages sent."""
    sent = 0
    for entries in _calls(messages):
        _send_call(client, queue_url, entries)
        sent += len(entries)
    return sent


def _send_call(client: "SQSClient", queue_url: str, entries: list[Any]) -> None:
    waiting = entries
    for _ in range(_ATTEMPTS):
        answer = client.send_message_batch(QueueUrl=queue_url, Entries=waiting)
        refused = {failure["Id"] for failure in answer.get("Failed", [])}
        waiting = [entry for entry in waiting if entry["Id"] in refused]
        if not waiting:
            return
    raise QueueRefusalError(f"{len(waiting)} of {len(entries)} messages refused {_ATTEMPTS} times")


def _calls(messages: Iterable[Message]) -> Iterator[list[dict[str, Any]]]:
    entries: list[dict[str, Any]] = []
    size = 0
    for message in messages:
        length = len(message.body.encode())
        if entries and (len(entries) == _CALL_MESSAGES or size + length > _CALL_BYTES):
            yield entries
            entries, size = [], 0
        entries.append(message.entry(len(entries)))
        size += length
    if entries:
        yield entries
