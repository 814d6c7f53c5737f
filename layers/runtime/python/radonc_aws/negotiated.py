"""The same answer as JSON or, for a browser, as a page."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from radonc_aws.problem import json_answer

# Pages carry their style in themselves, ask for nothing else, and stand in no other page; a course's has a script too.
_CLOSED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_WITH_SCRIPT = f"{_CLOSED}; script-src 'unsafe-inline'"


def page_answer(page: str, policy: str = _CLOSED) -> Response[str]:
    """Answer with a page, which a browser holds to a policy: by default to none of its scripts."""
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    return Response(status_code=200, content_type="text/html; charset=utf-8", headers=headers, body=page)


def json_or_page(
    api: APIGatewayRestResolver, view: Mapping[str, Any], page: Callable[[Mapping[str, Any]], str]
) -> Response[str]:
    """Answer in the form the caller asks for; JSON unless it names HTML."""
    accepted = api.current_event.headers.get("accept") or ""
    answer = page_answer(page(view), _WITH_SCRIPT) if "text/html" in accepted else json_answer(view)
    answer.headers["Vary"] = "Accept"
    return answer
