"""Precertification: what a notification lets one bill, the authorizations on file, the catalogue of edits."""

from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.caller import caller
from radonc_aws.claim_desk import ClaimDesk
from radonc_aws.kept_answers import KeptAnswers, answered_once
from radonc_aws.observability import count, logger, metrics
from radonc_aws.policy_desk import PolicyDesk
from radonc_aws.problem import json_answer
from radonc_aws.published import router
from radonc_aws.resolver import new_api
from radonc_aws.settings import KeptAnswersSettings, PrecertLookupSettings

api = new_api(logger())
api.include_router(router)
policies = cache(lambda: PolicyDesk.of(PrecertLookupSettings.read()))
answers = cache(lambda: KeptAnswers.of(KeptAnswersSettings.read()))


def authorizations() -> ClaimDesk:
    return ClaimDesk.of(PrecertLookupSettings.read())


@api.get("/precerts/<code>")
def precert(code: str) -> Response[str]:
    return json_answer(policies().precert(code, api.current_event.query_string_parameters))


@api.post("/authorizations", middlewares=[answered_once(answers)])
def notify() -> Response[str]:
    return json_answer(authorizations().notify(api.current_event.body or "", caller(api)), HTTPStatus.CREATED)


@api.get("/authorizations/<number>")
@api.get("/authorizations")
def authorization(number: str | None = None) -> Response[str]:
    asked = number or api.current_event.query_string_parameters["number"]
    return json_answer(authorizations().authorization(asked, caller(api)))


@api.get("/edits")
def edits() -> Response[str]:
    return json_answer(policies().edits(api.current_event.query_string_parameters))


@api.get("/edits/<code>")
def edit(code: str) -> Response[str]:
    return json_answer(policies().edit(code))


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    count("Requests")
    return api.resolve(event, context)
