"""The API described as OpenAPI 3.1, from its routes and the record models: what is documented is what is enforced."""

import json
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from radonc_aws.access_grant import METHODS, scope_of
from radonc_aws.caller import PUBLIC
from radonc_aws.openapi_answers import ANSWERS
from radonc_aws.openapi_problems import example
from radonc_aws.openapi_requests import request_schemas
from radonc_aws.parameters import IF_NONE_MATCH, KEY, Parameter
from radonc_aws.problem_kinds import CONTENT_TYPE, FORBIDDEN, SLOW, THROTTLED, TOO_LARGE, UNAUTHENTICATED, Kind
from radonc_aws.routes import ROUTES, Link, Route

VERSION = "0.1.0"
EXAMPLES = Path(__file__).parent / "openapi_examples.json"  # written by tools.openapi from real answers
Described = dict[str, Any]

_INFO = {
    "title": "radonc",
    "version": VERSION,
    "summary": "The open claim editor for radiation oncology: every line decided, every decision cited.",
    "description": (
        "Errors are RFC 9457 problem documents that name fields and what was expected, never what was sent. Every "
        "answer carries `X-Request-Id`. Answers to GET carry an `ETag`; send it as `If-None-Match`, and what has not "
        "changed is answered with 304 and no body. Bodies may be gzip either way."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token of the deployment's OpenID Connect issuer (ApiAccess=Bearer). Each operation names the "
        "scope that opens it, written with the deployment's prefix, `radonc:` by default; `admin` opens all. A claim, "
        "`payers` by default, lists the payers a caller sees.",
    },
    "signature": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": "AWS Signature Version 4 for the service execute-api (ApiAccess=AWS_IAM)",
    },
}
_REQUEST_ID = {"X-Request-Id": {"description": "Names the request in logs and problems", "schema": {"type": "string"}}}
_ETAG = {"ETag": {"description": "Hash of the answer, for If-None-Match", "schema": {"type": "string"}}}
_GATEWAY = (UNAUTHENTICATED, FORBIDDEN, THROTTLED, SLOW)
_NAMELESS = frozenset({THROTTLED, SLOW, TOO_LARGE})  # all of the kind `gateway`
_STATUS = attrgetter("status")


@cache
def description() -> Described:
    """Build the whole description."""
    paths: dict[str, Described] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": {**request_schemas(), **ANSWERS},
            "responses": {_joined(same): _problem(same) for route in ROUTES for same in _by_status(route)},
            "securitySchemes": _SECURITY,
        },
    }


def identifier(route: Route) -> str:
    """Name an operation after its method and path."""
    words = [word for word in route.path.replace(".", "/").split("/") if word and not word.startswith("{")]
    return "_".join([route.method, *words, *(["by", *(name.name for name in route.names)] if route.names else [])])


@cache
def _examples() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return read


def _operation(route: Route) -> Described:
    operation: Described = {"operationId": identifier(route), "summary": route.summary}
    if route.says:
        operation["description"] = route.says
    operation["security"] = _security(route)
    parameters = [_parameter(name, "path") for name in route.names] + [_parameter(p, "query") for p in route.query]
    headers = ((IF_NONE_MATCH,) if route.method == "get" else ()) + ((KEY,) if route.keyed else ())
    operation["parameters"] = [*parameters, *(_parameter(header, "header") for header in headers)]
    if route.takes:
        operation["requestBody"] = {"required": True, "content": _content("application/json", route.takes)}
    operation["responses"] = {str(route.status): _answer(route), **_not_modified(route), **_problems(route)}
    return operation


def _security(route: Route) -> list[Described]:
    """What a caller must show; for a bearer token, the scope that opens the route (`admin` opens every one)."""
    return [] if route.path in PUBLIC else [{"bearer": [scope_of(route.method.upper(), route.path)]}, {"signature": []}]


def _scope(route: Route) -> str:
    """The scope of a token that opens an operation."""
    path = "/".join("*" if part.startswith("{") else part for part in route.path.split("/"))
    return next(scope for scope, methods in METHODS.items() if f"{route.method.upper()}{path}" in methods)


def _parameter(parameter: Parameter, place: str) -> Described:
    example: Any = int(parameter.example) if parameter.schema["type"] == "integer" else parameter.example
    return {
        "name": parameter.name,
        "in": place,
        "required": place == "path" or parameter.required,
        "description": parameter.says,
        "schema": dict(parameter.schema),
        "example": example,
    }


def _answer(route: Route) -> Described:
    kind = "text/html; charset=utf-8" if route.answer == "Page" else "application/json"
    content = _content(kind, route.answer)
    if route.path.startswith("/courses/"):
        content["text/html; charset=utf-8"] = {"schema": {"$ref": "#/components/schemas/Page"}}
    answer = {
        "description": route.summary,
        "headers": _REQUEST_ID | (_ETAG if route.method == "get" else {}),
        "content": content,
    }
    return answer | ({"links": {link.name: _link(link) for link in route.links}} if route.links else {})


def _link(link: Link) -> Described:
    return {"operationId": link.operation, "parameters": {link.parameter: link.value}}


def _not_modified(route: Route) -> Described:
    if route.method != "get":
        return {}
    return {"304": {"description": "Not changed since the ETag sent", "headers": _REQUEST_ID | _ETAG}}


def _problems(route: Route) -> Described:
    return {str(same[0].status): {"$ref": f"#/components/responses/{_joined(same)}"} for same in _by_status(route)}


def _by_status(route: Route) -> list[tuple[Kind, ...]]:
    """Kinds of problems a route may answer with; those of one status together."""
    kinds = (*route.problems, *(() if route.path in PUBLIC else _GATEWAY), *((TOO_LARGE,) if route.takes else ()))
    return [tuple(same) for _, same in groupby(sorted(kinds, key=_STATUS), key=_STATUS)]


def _joined(kinds: tuple[Kind, ...]) -> str:
    return "_or_".join(kind.name.replace("-", "_") + (f"_{kind.status}" if kind in _NAMELESS else "") for kind in kinds)


def _problem(kinds: tuple[Kind, ...]) -> Described:
    examples = {kind.name: {"value": example(kind)} for kind in kinds}
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    return {"description": "; or ".join(kind.title for kind in kinds), "headers": _REQUEST_ID, "content": content}


def _content(kind: str, schema: str) -> Described:
    content: Described = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    if schema in _examples():
        content["examples"] = {name: {"value": value} for name, value in _examples()[schema].items()}
    return {kind: content}
