"""Course queue deliveries: each group decided, then each batch counted once for all its groups."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from radonc_aws.batch_desk import BatchDesk, DecidedGroup
from radonc_aws.observability import count, logger
from radonc_aws.queue_deliveries import deliver_in_order

_Decided = dict[str, dict[str, DecidedGroup]]  # by batch and message id


def decide_all(event: Mapping[str, Any], opened: Callable[[], BatchDesk]) -> PartialItemFailureResponse:
    """Decide the groups of a delivery, all at the one desk `opened` gives, and so under one policy book.

    A message is done only when its group is also counted in its batch; none is where no desk can be opened.
    """
    decided: _Decided = defaultdict(dict)
    desk = cache(opened)

    def decide(message: SQSRecord) -> None:
        group = desk().decide(message.body)
        decided[group.batch_id][message.message_id] = group

    answer = deliver_in_order(event, decide)
    count("PatientGroupsDecided", sum(map(len, decided.values())))
    uncounted = _count(decided, desk()) if decided else []
    answer["batchItemFailures"] += [{"itemIdentifier": message_id} for message_id in uncounted]
    return answer


def _count(decided: _Decided, desk: BatchDesk) -> list[str]:
    """Count groups batch by batch; returns the messages of batches that could not be counted."""
    uncounted: list[str] = []
    for batch_id, groups in decided.items():
        try:
            if desk.close(list(groups.values())):
                logger().info("batch published", batch_id=batch_id)
                count("BatchesPublished")
        except Exception as error:  # noqa: BLE001 - one batch's trouble must not repeat the others' messages
            logger().error("batch not counted", batch_id=batch_id, error_type=type(error).__name__)
            count("DeliveriesFailed", len(groups))
            uncounted += groups
    return uncounted
