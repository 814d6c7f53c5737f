"""Table import: files put under tables/ become reference tables in use, or are refused with a report."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse  # before pydantic: test_cold_start
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.inbox import announced
from radonc_aws.observability import count, logger, metrics
from radonc_aws.queue_deliveries import deliver
from radonc_aws.settings import TableImportSettings
from radonc_aws.table_desk import TABLES, TableDesk


@cache
def tables() -> TableDesk:
    return TableDesk.of(TableImportSettings.read())


def take(message: SQSRecord) -> None:
    for arrived in announced(message.body, TABLES):
        report = tables().take(arrived)
        status = report["status"] if report else "gone"
        logger().info("table file taken in", import_id=arrived.batch_id, status=status)
        count(f"TableFiles{status.title()}")


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> PartialItemFailureResponse:
    count("Notifications", len(event["Records"]))
    return deliver(event, take)
