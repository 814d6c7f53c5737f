"""Holding a request's query and names to what the API's description says of them, and reading them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from radonc.records import Problem, RecordError
from radonc_aws.routes import ROUTES, Route

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A parameter nobody declared may be named after anything, a member too.
_PARAMETER = re.compile(r"[a-z][a-z_]{0,19}")


def hold_to_parameters(api: APIGatewayRestResolver, answer: NextMiddleware) -> Response[str]:
    """Refuse a request whose query or names are not those of its route; what no route takes passes."""
    powertools_route = api.context["_route"]
    asked = re.sub(r"<(\w+)>", r"{\1}", str(powertools_route.path))
    route = next((r for r in ROUTES if (r.method.upper(), r.path) == (powertools_route.method, asked)), None)
    if route is not None:
        names = powertools_route.rule.match(api.context["_path"]).groupdict()
        problems = (*_names(route, names), *_query(route, api.current_event.raw_event))
        if problems:
            raise RecordError(problems)
    response: Response[str] = answer(api)
    return response


def _names(route: Route, names: Mapping[str, str]) -> Iterator[Problem]:
    for name in route.names:
        if not name.takes(names[name.name]):
            yield Problem(name.name, name.expected)


def _query(route: Route, event: Mapping[str, Any]) -> Iterator[Problem]:
    """Every parameter once, known, and of its form."""
    sent = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
    sent |= event.get("multiValueQueryStringParameters") or {}
    known = {parameter.name: parameter for parameter in route.query}
    for name, values in sent.items():
        if name not in known:
            yield Problem(name if _PARAMETER.fullmatch(name) else "?", "is not a parameter here")
        elif len(values) > 1:
            yield Problem(name, "is given more than once")
        elif not known[name].takes(values[0]):
            yield Problem(name, known[name].expected)
    for name, parameter in known.items():
        if parameter.required and name not in sent:
            yield Problem(name, "is required")


def day(query: Mapping[str, str], name: str) -> date | None:
    """Read a date of a query; None when it is not there. Raises RecordError."""
    if name not in query:
        return None
    refusal = RecordError((Problem(name, "must be a date as YYYY-MM-DD"),))
    if not _DAY.fullmatch(query[name]):  # fromisoformat reads weeks and bare digits too
        raise refusal
    try:
        return date.fromisoformat(query[name])
    except ValueError:
        raise refusal from None


def whole_number(query: Mapping[str, str], name: str, largest: int) -> int:
    """Read a number from 1 to `largest`; the largest when it is not there. Raises RecordError."""
    text = query.get(name, str(largest))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= largest:
        raise RecordError((Problem(name, f"must be a whole number from 1 to {largest}"),))
    return int(text)
