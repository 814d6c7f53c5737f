"""Send dead letters back to the queues they were meant for, after the outage that left them there is over."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from radonc_aws import clients

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_USAGE = 2
_QUEUE_TYPE = "AWS::SQS::Queue"
_DEAD_LETTERS = "DeadLetters"  # the template names the queues of a pair IntakeQueue and IntakeDeadLetters


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
    wanted = _parser().parse_args(arguments)
    if wanted.stack is None and wanted.queue is None:
        sys.stderr.write(f"{_parser().format_usage()}")
        return _USAGE
    pairs = (
        [("", wanted.dead_letters, wanted.queue)]
        if wanted.stack is None
        else dead_letters_of(clients.cloudformation(), wanted.stack)
    )
    for name, dead_letters, queue in pairs:
        count = redrive(clients.sqs(), dead_letters, queue)
        sys.stdout.write(f"{name and name + ': '}sent back {count}\n")
    return 0


def dead_letters_of(client: Any, stack: str) -> list[tuple[str, str, str]]:
    """Name each queue of a deployed stack that has dead letters, with the addresses of those and of itself."""
    pages = client.get_paginator("list_stack_resources").paginate(StackName=stack)
    summaries = [summary for page in pages for summary in page["StackResourceSummaries"]]
    queues = {s["LogicalResourceId"]: s["PhysicalResourceId"] for s in summaries if s["ResourceType"] == _QUEUE_TYPE}
    pairs = [
        (name.removesuffix(_DEAD_LETTERS) + "Queue", url)
        for name, url in sorted(queues.items())
        if _DEAD_LETTERS in name
    ]
    return [(name, dead_letters, queues[name]) for name, dead_letters in pairs if name in queues]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m radonc_aws.redrive", description=__doc__)
    parser.add_argument("--stack", metavar="NAME", help="send back the dead letters of every queue of this stack")
    parser.add_argument("dead_letters", nargs="?", metavar="DEAD_LETTER_QUEUE_URL", help="or those of one queue")
    parser.add_argument("queue", nargs="?", metavar="QUEUE_URL")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
