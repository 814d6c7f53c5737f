"""The API's resolver: every answer, refusals too, carries the request's id and what a page of another origin needs."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.caller import know_caller
from radonc_aws.conditional import answer_conditionally
from radonc_aws.cross_origin import allowed_origin, answer_headers, preflight_headers
from radonc_aws.problem import Told, document, place, problem, tell
from radonc_aws.problem_kinds import CONTENT_TYPE, FAILED, NO_METHOD, UNKNOWN
from radonc_aws.query import hold_to_parameters
from radonc_aws.routes import methods_at
from radonc_aws.settings import CrossOriginSettings

# Where the template sends what no route takes, without asking who calls: nothing there may reach a route.
UNROUTED = "/{proxy+}"


class Resolver(APIGatewayRestResolver):
    """Powertools' resolver of an API; what API Gateway found no route for is answered apart."""

    def resolve(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer an event of API Gateway."""
        origins, origin = CrossOriginSettings.read().cors_origins, _origin(event)
        if event["resource"] == UNROUTED:
            answer = unrouted(event, preflight=allowed_origin(origins, origin) is not None)
        else:
            answer = super().resolve(event, context)
        request_id = event["requestContext"]["requestId"]
        headers = {"X-Request-Id": request_id, **answer_headers(origins, origin)}
        answer["multiValueHeaders"] |= {name: [value] for name, value in headers.items()}
        return answer


def new_api(logger: Logger) -> Resolver:
    """Build a resolver whose every error is a problem document."""
    api = Resolver()

    def answer(error: Exception) -> Response[str]:
        told = tell(error)
        if told.kind is FAILED:
            # The type names our fault; the message could repeat what was sent.
            logger.error("request failed", error_type=type(error).__name__, at=place(error))
        return problem(told, api.current_event.request_context.request_id)

    api.exception_handler(Exception)(answer)
    api.use(middlewares=[know_caller, hold_to_parameters, answer_conditionally])
    return api


def unrouted(event: Mapping[str, Any], *, preflight: bool) -> dict[str, Any]:
    """Answer what no route takes: a browser's preflight, a method a path does not have, a path that is none."""
    methods = methods_at(event["path"])
    if not methods:
        return _refusal(event, Told(UNKNOWN, "There is nothing at this path."))
    allow = {"Allow": ", ".join([*methods, "OPTIONS"])}
    if event["httpMethod"] != "OPTIONS":
        return _refusal(event, Told(NO_METHOD, "This path has other methods; the header Allow names them."), allow)
    headers = allow | (preflight_headers(methods) if preflight else {})
    return {"statusCode": int(HTTPStatus.NO_CONTENT), "multiValueHeaders": _multiple(headers), "body": ""}


def _refusal(event: Mapping[str, Any], told: Told, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        "statusCode": told.kind.status,
        "multiValueHeaders": _multiple({"Content-Type": CONTENT_TYPE, **(headers or {})}),
        "body": document(told, event["requestContext"]["requestId"]),
    }


def _multiple(headers: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in headers.items()}


def _origin(event: Mapping[str, Any]) -> str:
    """The Origin a browser names; API Gateway passes a header's name on as it was written."""
    sent: dict[str, str] = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return sent.get("origin", "")
