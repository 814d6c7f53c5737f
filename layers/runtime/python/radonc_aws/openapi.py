"""The API described as OpenAPI 3.1, from the record models themselves: what is documented is what is enforced."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic.json_schema import models_json_schema

from radonc.records import AuthorizationRecord, ClaimRecord
from radonc_aws.openapi_answers import ANSWERS
from radonc_aws.problem import CONTENT_TYPE, FAILED, TAKEN, UNKNOWN, UNREADABLE, Kind

VERSION = "0.1.0"


class Route(NamedTuple):
    """One operation: where, what for, what it takes and answers. `query` maps parameters to what they say."""

    method: str
    path: str
    summary: str
    answer: str
    query: Mapping[str, str] = {}
    takes: str = ""
    status: int = 200
    problems: tuple[Kind, ...] = (FAILED,)


_INFO = {
    "title": "radonc",
    "version": VERSION,
    "summary": "The open claim editor for radiation oncology: every line decided, every decision cited.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_SIGNATURE = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "AWS Signature Version 4 for the service execute-api",
}
_DATE = "A date as YYYY-MM-DD"
ROUTES = (
    Route(
        "get",
        "/precerts/{code}",
        "What a precertification under a code lets one bill",
        "PrecertAnswer",
        {"diagnosis": "ICD-10-CM", "technique": "A technique of the table", "date": _DATE, "payer": "A policy profile"},
        problems=(UNREADABLE, FAILED),
    ),
    Route(
        "post",
        "/authorizations",
        "Store an authorization; claims it re-decides are revised",
        "Authorization",
        takes="AuthorizationRecord",
        status=201,
        problems=(UNREADABLE, FAILED),
    ),
    Route(
        "get",
        "/authorizations/{number}",
        "The records of an authorization number",
        "AuthorizationOnFile",
        problems=(UNKNOWN, FAILED),
    ),
    Route(
        "post",
        "/claims/review",
        "Decide a claim against the stored course, without storing it",
        "Decision",
        takes="ClaimRecord",
        problems=(UNREADABLE, TAKEN, FAILED),
    ),
    Route(
        "post",
        "/claims",
        "Store a claim and decide it; sending the same claim again changes nothing",
        "Decision",
        takes="ClaimRecord",
        status=201,
        problems=(UNREADABLE, TAKEN, FAILED),
    ),
    Route(
        "get",
        "/courses/{course_id}",
        "A course: state, fractions, allowances, time line, findings",
        "Course",
        {"as_of": "Show the course as it was known on this date"},
        problems=(UNREADABLE, UNKNOWN, FAILED),
    ),
    Route("get", "/batches/{batch_id}", "How far a batch is", "Batch", problems=(UNKNOWN, FAILED)),
    Route(
        "get",
        "/edits",
        "The catalogue of edits",
        "EditList",
        {
            "code": "Edits that speak of this procedure code",
            "payer": "Edits in force for this profile",
            "category": "Edits of this category",
            "date": "Edits in force on this date",
            "limit": "At most so many edits, 1 to 500",
            "after": "Edits after this edit code",
        },
        problems=(UNREADABLE, FAILED),
    ),
    Route("get", "/edits/{code}", "One edit: what, why, for whom, on whose word", "Edit", problems=(UNKNOWN, FAILED)),
    Route("get", "/openapi.json", "This description", "OpenApi"),
)


@cache
def description() -> dict[str, Any]:
    """Build the whole description."""
    _, definitions = models_json_schema(
        [(ClaimRecord, "validation"), (AuthorizationRecord, "validation")], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "."}],
        "security": [{"signature": []}],
        "paths": paths,
        "components": {
            "schemas": {**definitions["$defs"], **ANSWERS},
            "securitySchemes": {"signature": _SIGNATURE},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _identifier(route),
        "summary": route.summary,
        "parameters": [_path(name) for name in _names(route.path)]
        + [_query(name, says) for name, says in route.query.items()],
        "responses": {
            str(route.status): {"description": route.summary, "content": _content("application/json", route.answer)},
            **{
                str(p.status): {"description": p.title, "content": _content(CONTENT_TYPE, "Problem")}
                for p in route.problems
            },
        },
    }
    if route.takes:
        operation["requestBody"] = {"required": True, "content": _content("application/json", route.takes)}
    return operation


def _identifier(route: Route) -> str:
    words = [word for word in route.path.replace(".", "/").split("/") if word and not word.startswith("{")]
    return "_".join([route.method, *words, *(["by", *_names(route.path)] if "{" in route.path else [])])


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, says: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"} if name == "limit" else {"type": "string"}
    if name in ("date", "as_of"):
        schema["format"] = "date"
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}


def _content(kind: str, schema: str) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
