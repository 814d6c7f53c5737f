"""Course aggregation: patient groups become decisions over whole courses; courses and batches can be looked at."""

from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse  # before pydantic: test_cold_start
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc.pages.course_page import course_page
from radonc_aws.batch_deliveries import decide_all
from radonc_aws.batch_desk import BatchDesk
from radonc_aws.caller import caller
from radonc_aws.course_desk import CourseDesk
from radonc_aws.negotiated import json_or_page
from radonc_aws.observability import count, logger, metrics
from radonc_aws.problem import json_answer
from radonc_aws.resolver import new_api
from radonc_aws.settings import CourseAggregationSettings

api = new_api(logger())
settings = cache(CourseAggregationSettings.read)


def batches() -> BatchDesk:
    return BatchDesk.of(settings())


def courses() -> CourseDesk:
    return CourseDesk.of(settings())


@api.get("/courses/<course_id>")
def course(course_id: str) -> Response[str]:
    view = courses().course(course_id, api.current_event.query_string_parameters, caller(api))
    return json_or_page(api, view, course_page)


@api.get("/batches/<batch_id>")
def batch(batch_id: str) -> Response[str]:
    return json_answer(courses().batch(batch_id, caller(api)))


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, Any]:
    if "Records" in event:
        return decide_all(event, batches)
    count("Requests")
    return api.resolve(event, context)
