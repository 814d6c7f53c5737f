"""Batch intake: objects of the inbox are read as streams and sent on by patient."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.inbox import announced
from radonc_aws.intake_desk import IntakeDesk
from radonc_aws.observability import count, logger, metrics
from radonc_aws.queue_deliveries import deliver
from radonc_aws.settings import BatchIntakeSettings


@cache
def inbox() -> IntakeDesk:
    return IntakeDesk.of(BatchIntakeSettings.read())


def take(message: SQSRecord) -> None:
    for arrived in announced(message.body):
        intake = inbox().take(arrived)
        if intake is None:
            logger().warning("object is gone", batch_id=arrived.batch_id)
            continue
        logger().info("batch taken in", batch_id=intake.batch_id, records=intake.records, rejected=intake.rejected)
        count("RecordsRead", intake.records)


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> Any:
    count("Notifications", len(event["Records"]))
    return deliver(event, take)
