"""Conditional GET: an answer carries its hash as ETag, and who has it already is told so without the body."""

import hashlib
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware


def answer_conditionally(api: APIGatewayRestResolver, answer: NextMiddleware) -> Response[str]:
    """Give successful answers to GET an ETag, and 304 to callers that name it."""
    response: Response[str] = answer(api)
    if api.current_event.http_method != "GET" or response.status_code != HTTPStatus.OK:
        return response
    tag = f'"{hashlib.sha256(str(response.body).encode()).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = api.current_event.headers.get("if-none-match") or ""
    if {tag, "*"} & {each.strip().removeprefix("W/") for each in known.split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers, body="")
    response.headers.update(headers)
    return response
