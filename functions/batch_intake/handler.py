"""Batch intake: objects of the inbox are read as streams, large ones range by range, and sent on by patient."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse  # before pydantic: test_cold_start
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.intake_desk import IntakeDesk
from radonc_aws.observability import count, metrics
from radonc_aws.queue_deliveries import deliver
from radonc_aws.settings import BatchIntakeSettings


@cache
def inbox() -> IntakeDesk:
    return IntakeDesk.of(BatchIntakeSettings.read())


def take(message: SQSRecord) -> None:
    inbox().take(message.body)


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> PartialItemFailureResponse:
    count("Notifications", len(event["Records"]))
    return deliver(event, take)
