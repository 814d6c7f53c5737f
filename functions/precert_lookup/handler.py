"""Precertification: what a notification lets one bill, the authorizations on file, the catalogue of edits."""

from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.caller import caller
from radonc_aws.claim_desk import ClaimDesk
from radonc_aws.observability import count, logger, metrics
from radonc_aws.openapi import description
from radonc_aws.policy_desk import PolicyDesk
from radonc_aws.problem import json_answer, new_api
from radonc_aws.settings import PrecertLookupSettings

api = new_api(logger())
settings = cache(PrecertLookupSettings.read)
policies = cache(lambda: PolicyDesk.of(settings()))


def authorizations() -> ClaimDesk:
    return ClaimDesk.of(settings())


@api.get("/precerts/<code>")
def precert(code: str) -> Response[str]:
    return json_answer(policies().precert(code, api.current_event.query_string_parameters))


@api.post("/authorizations")
def notify() -> Response[str]:
    return json_answer(authorizations().notify(api.current_event.body or "", caller(api)), HTTPStatus.CREATED)


@api.get("/authorizations/<number>")
def authorization(number: str) -> Response[str]:
    return json_answer(authorizations().authorization(number, caller(api)))


@api.get("/edits")
def edits() -> Response[str]:
    return json_answer(policies().edits(api.current_event.query_string_parameters))


@api.get("/edits/<code>")
def edit(code: str) -> Response[str]:
    return json_answer(policies().edit(code))


@api.get("/openapi.json")
def openapi() -> Response[str]:
    return json_answer(description())


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    count("Requests")
    return api.resolve(event, context)
