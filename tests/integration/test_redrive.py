"""What an outage left in the dead letters is sent back and decided; what cannot be read stays out of the way."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from integration.service import Service
from integration.test_batch_path import DEAD_LETTERS
from integration.test_faults import BATCH, assert_decided_once

from radonc_aws.redrive import main, redrive

PAIRS = dict(zip(("IntakeQueue", "ClaimQueue", "CourseQueue"), DEAD_LETTERS, strict=True))


class Outage:
    """An AWS operation that fails until it is over."""

    def __init__(self, operation: str, *, over: bool = False) -> None:
        self.over = over
        assert boto3.DEFAULT_SESSION is not None
        boto3.DEFAULT_SESSION.events.register(f"before-call.{operation}", self._fail)

    def _fail(self, **_: Any) -> None:
        if not self.over:
            raise EndpointConnectionError(endpoint_url="https://example.invalid")


@pytest.mark.parametrize(
    ("operation", "queue"),
    [
        ("s3.GetObject", "IntakeQueue"),
        ("sqs.SendMessageBatch", "IntakeQueue"),
        ("dynamodb.UpdateItem", "IntakeQueue"),
    ],
)
def test_an_outage_at_intake_ends_in_the_dead_letters_and_redrive_decides_the_batch(
    service: Service, operation: str, queue: str
) -> None:
    outage = Outage(operation)
    service.drop("batch.jsonl", BATCH)
    service.pump()
    assert service.waiting(PAIRS[queue]) == 1

    outage.over = True
    assert redrive(service.sqs, service.stack.names[PAIRS[queue]], service.stack.names[queue]) == 1
    service.pump()
    assert_decided_once(service)


def test_an_outage_in_the_fold_keeps_each_patient_in_its_group(
    service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = Outage("dynamodb.UpdateItem", over=True)
    service.drop("batch.jsonl", BATCH)
    service.deliver("IntakeQueue", "batch_intake", 1)
    outage.over = False
    service.pump()
    assert service.waiting("CourseDeadLetters") == 2

    outage.over = True
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    assert main([service.stack.names["CourseDeadLetters"], service.stack.names["CourseQueue"]]) == 0
    assert capsys.readouterr().out.endswith("sent back 2\n")
    service.pump()
    assert_decided_once(service)


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["one"]) == 2
    assert "[--stack NAME]" in capsys.readouterr().err
