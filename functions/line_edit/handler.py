"""Line edits: a claim from the API is answered; patient groups from the claim queue are edited and sent on."""

from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse  # before pydantic: test_cold_start
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.caller import caller
from radonc_aws.claim_desk import ClaimDesk
from radonc_aws.kept_answers import KeptAnswers, answered_once
from radonc_aws.line_desk import LineDesk
from radonc_aws.observability import count, logger, metrics
from radonc_aws.problem import json_answer
from radonc_aws.queue_deliveries import deliver
from radonc_aws.resolver import new_api
from radonc_aws.settings import KeptAnswersSettings, LineEditSettings

api = new_api(logger())
settings = cache(LineEditSettings.read)


def claims() -> ClaimDesk:
    return ClaimDesk.of(settings())


@cache
def groups() -> LineDesk:
    return LineDesk.of(settings())


answers = cache(lambda: KeptAnswers.of(KeptAnswersSettings.read()))


@api.post("/claims/review")
def review() -> Response[str]:
    return json_answer(claims().review(api.current_event.body or "", caller(api)))


@api.post("/claims", middlewares=[answered_once(answers)])
def submit() -> Response[str]:
    return json_answer(claims().submit(api.current_event.body or "", caller(api)), HTTPStatus.CREATED)


def forward(message: SQSRecord) -> None:
    count("PatientGroups", groups().forward(message.body))


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, Any]:
    if "Records" in event:
        return deliver(event, forward)
    count("Requests")
    return api.resolve(event, context)
