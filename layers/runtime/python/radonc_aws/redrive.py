"""Send dead letters back to their queue: `python -m radonc_aws.redrive DEAD_LETTER_QUEUE_URL QUEUE_URL`."""

import sys
from typing import TYPE_CHECKING

from radonc_aws import clients

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_USAGE = 2


def redrive(client: "SQSClient", dead_letters: str, queue: str) -> int:
    """Move every message, deleting only what was sent; one that moves twice is harmless. Returns the number."""
    moved = 0
    while messages := client.receive_message(
        QueueUrl=dead_letters, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    ).get("Messages"):
        for message in messages:
            _send(client, queue, message)
            client.delete_message(QueueUrl=dead_letters, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def _send(client: "SQSClient", queue: str, message: "MessageTypeDef") -> None:
    """Keep the patient's group; a FIFO queue that remembers the first sending must not take this for a copy of it."""
    group = message.get("Attributes", {}).get("MessageGroupId")
    if group is None:
        client.send_message(QueueUrl=queue, MessageBody=message["Body"])
        return
    client.send_message(
        QueueUrl=queue,
        MessageBody=message["Body"],
        MessageGroupId=group,
        MessageDeduplicationId=f"redrive-{message['MessageId']}",
    )


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    if len(arguments) != _USAGE:
        sys.stderr.write(f"{__doc__}\n")
        return _USAGE
    sys.stdout.write(f"{redrive(clients.sqs(), *arguments)} messages sent back\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
