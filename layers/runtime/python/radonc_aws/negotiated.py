"""The same answer as JSON or, for a browser, as a page."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from radonc_aws.problem import json_answer

# Pages carry their style and script in themselves and ask for nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def page_answer(page: str) -> Response[str]:
    """Answer with a page."""
    headers = {"Content-Security-Policy": _POLICY}
    return Response(status_code=200, content_type="text/html; charset=utf-8", headers=headers, body=page)


def json_or_page(
    api: APIGatewayRestResolver, view: Mapping[str, Any], page: Callable[[Mapping[str, Any]], str]
) -> Response[str]:
    """Answer in the form the caller asks for; JSON unless it names HTML."""
    accepted = api.current_event.headers.get("accept") or ""
    answer = page_answer(page(view)) if "text/html" in accepted else json_answer(view)
    answer.headers["Vary"] = "Accept"
    return answer
