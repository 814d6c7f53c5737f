"""Handling queue deliveries one by one: what failed is named, and only that comes again."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, SqsFifoPartialProcessor
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from radonc_aws.observability import count, logger


def deliver(event: Mapping[str, Any], handle: Callable[[SQSRecord], object]) -> PartialItemFailureResponse:
    """Handle each message of a standard queue."""
    return _process(event, handle, BatchProcessor(event_type=EventType.SQS))


def deliver_in_order(event: Mapping[str, Any], handle: Callable[[SQSRecord], object]) -> PartialItemFailureResponse:
    """Handle each message of a FIFO queue; a failure holds back its own group and no other."""
    return _process(event, handle, SqsFifoPartialProcessor(skip_group_on_error=True))


def _process(
    event: Mapping[str, Any], handle: Callable[[SQSRecord], object], processor: BatchProcessor
) -> PartialItemFailureResponse:
    # Failing as a whole would print the messages' tracebacks; naming every message says the same to the queue.
    processor.raise_on_entire_batch_failure = False

    def handle_one(record: SQSRecord) -> object:
        try:
            return handle(record)
        except Exception as error:
            logger().error("delivery failed", message_id=record.message_id, error_type=type(error).__name__)
            count("DeliveriesFailed")
            raise

    with processor(records=list(event["Records"]), handler=handle_one):
        processor.process()
    return processor.response()
