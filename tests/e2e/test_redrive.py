"""Dead letters of the deployed stack are found by the stack's name and sent back; the batch they held up is decided."""

import os
import subprocess
import sys
from pathlib import Path

from tools.deploy import STACK, Stack
from tools.inbox import drop, follow
from tools.redrive import environment
from tools.template import ROOT

BATCH = ROOT / "events" / "batches" / "hospital.jsonl"
SECONDS = 60.0


def waiting(stack: Stack, queue: str) -> int:
    url = stack.physical("AWS::SQS::Queue")[queue]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def give_up(stack: Stack, queue: str, dead_letters: str) -> None:
    """Do at once what SQS does after five failed deliveries."""
    sqs, urls = stack.client("sqs"), stack.physical("AWS::SQS::Queue")
    (message,) = sqs.receive_message(QueueUrl=urls[queue], WaitTimeSeconds=10)["Messages"]
    sqs.send_message(QueueUrl=urls[dead_letters], MessageBody=message["Body"])
    sqs.delete_message(QueueUrl=urls[queue], ReceiptHandle=message["ReceiptHandle"])


def listening(stack: Stack, queue: str, *, enabled: bool) -> None:
    """Have the functions of a queue listen, or not: an outage and its end."""
    functions = stack.client("lambda")
    arn = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.physical("AWS::SQS::Queue")[queue], AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]
    for mapping in functions.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)


def test_dead_letters_are_sent_back_by_the_name_of_the_stack_and_their_batch_is_decided(
    stack: Stack, tmp_path: Path
) -> None:
    held = tmp_path / "held.jsonl"
    held.write_bytes(BATCH.read_bytes())
    listening(stack, "IntakeQueue", enabled=False)
    dropped = drop(stack, held)
    give_up(stack, "IntakeQueue", "IntakeDeadLetters")
    listening(stack, "IntakeQueue", enabled=True)
    assert waiting(stack, "IntakeDeadLetters") == 1

    done = subprocess.run(
        [sys.executable, "-m", "radonc_aws.redrive", "--stack", STACK],
        env={**os.environ, **environment(stack.server), "PYTHONPATH": str(ROOT / "layers" / "runtime" / "python")},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )

    assert "IntakeQueue: sent back 1\n" in done.stdout
    assert done.stdout.count(": sent back 0\n") == len(done.stdout.splitlines()) - 1
    *_, last = follow(stack, dropped)
    assert last["status"] == "done"
    assert waiting(stack, "IntakeDeadLetters") == 0
