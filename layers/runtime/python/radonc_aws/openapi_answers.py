"""Shapes of the answers, as OpenAPI schemas. Fields named here are always there; answers may gain fields."""

from collections.abc import Mapping
from typing import Any

from radonc.model.finding import CATEGORIES

Schema = dict[str, Any]

_DISPOSITIONS = ["allow", "reduce", "pend", "deny", "superseded"]
_SEVERITIES = ["deny", "pend", "reduce", "warn", "info"]


def _object(fields: Mapping[str, Schema], description: str = "") -> Schema:
    return {"type": "object", "description": description, "required": list(fields), "properties": dict(fields)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _enum(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_TRUTH: Schema = {"type": "boolean"}
_ANY: Schema = {"type": "object"}
_DATE: Schema = {"type": "string", "format": "date"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_DATE: Schema = {"type": ["string", "null"], "format": "date"}
_MAYBE_NUMBER: Schema = {"type": ["integer", "null"]}
_TEXTS = _list(_TEXT)

_CITATION = _object({"source": _TEXT, "title": _TEXT, "locator": _TEXT, "rule": _TEXT})
_FINDING = _object(
    {
        "edit": _TEXT,
        "name": _TEXT,
        "category": _TEXT,
        "severity": _enum(_SEVERITIES),
        "allowed_units": _MAYBE_NUMBER,
        "message": _TEXT,
        "suggestion": _TEXT,
        "evidence": _ANY,
        "related_lines": _list(_object({"claim_id": _TEXT, "line_number": _NUMBER})),
        "group_code": _MAYBE_TEXT,
        "carc": _MAYBE_TEXT,
        "rarc": _TEXTS,
        "payer_code": _MAYBE_TEXT,
        "citations": _list(_CITATION),
    },
    "One edit that speaks of a line or a claim: the arithmetic as evidence, the sources as citations",
)
_LINE = _object(
    {
        "line_number": _NUMBER,
        "procedure_code": _TEXT,
        "course_id": _MAYBE_TEXT,
        "disposition": _enum(_DISPOSITIONS),
        "billed_units": _NUMBER,
        "allowed_units": _NUMBER,
        "findings": _list(_ref("Finding")),
    }
)
_DECISION = _object(
    {
        "claim_id": _TEXT,
        "payer": _TEXT,
        "frequency_code": _enum(["1", "7", "8"]),
        "status": _enum(["active", "superseded", "void"]),
        "disposition": _enum(_DISPOSITIONS),
        "pack": {"type": "string", "description": "Hash of the policies and tables decided under"},
        "as_of": _DATE,
        "tables": {
            "type": "object",
            "additionalProperties": _list(_TEXT),
            "description": "Quarters of the dated tables the edits consulted, by table",
        },
        "lines": _list(_ref("DecidedLine")),
        "findings": _list(_ref("Finding")),
    },
    "What became of one claim",
)
_SERVICE = _object(
    {
        "claim_id": _TEXT,
        "line_number": _NUMBER,
        "procedure_code": _TEXT,
        "role": _TEXT,
        "units": _NUMBER,
        "allowed_units": _NUMBER,
        "disposition": _enum(_DISPOSITIONS),
        "edits": _TEXTS,
    }
)
_COURSE = _object(
    {
        "course_id": _TEXT,
        "payer": _TEXT,
        "pack": _TEXT,
        "as_of": _DATE,
        "known_on": _list(_DATE),
        "state": _TEXT,
        "modality": _MAYBE_TEXT,
        "site": _MAYBE_TEXT,
        "first_delivery": _MAYBE_DATE,
        "last_delivery": _MAYBE_DATE,
        "closes_after": _MAYBE_DATE,
        "fractions": _object({"delivered": _NUMBER, "approved": _MAYBE_NUMBER}),
        "authorizations": _list(_object({"authorization_number": _TEXT, "procedure_code": _TEXT})),
        "allowances": _list(_ANY),
        "timeline": _list(_object({"date": _DATE, "fraction": _MAYBE_NUMBER, "services": _list(_SERVICE)})),
        "findings": _list({"allOf": [_ref("Finding"), _object({"claim_id": _TEXT, "line_number": _NUMBER})]}),
    },
    "One course of treatment of one patient",
)
_BATCH = _object(
    {
        "batch_id": _TEXT,
        "status": _enum(["reading", "deciding", "done"]),
        "etag": _TEXT,
        "received": {"type": "string", "format": "date-time"},
        "records": _NUMBER,
        "rejected_at_intake": _NUMBER,
        "patients": _NUMBER,
        "patients_decided": _NUMBER,
        "decided": _NUMBER,
        "rejected": _NUMBER,
        "share_done": {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": "Of what `status` says"},
        "remaining_seconds": {**_MAYBE_NUMBER, "description": "Of what `status` says, at the pace so far"},
        "reports": _MAYBE_TEXT,
    },
    "How far a batch is: records read, claims decided, records rejected; its reports lie under the prefix named",
)
_PRECERT = _object(
    {
        "code": _TEXT,
        "found": _TRUTH,
        "answer": {"type": "string", "description": "The answer in words"},
        "payer": _object({"name": _MAYBE_TEXT, "go_by_the_table": _TEXTS}),
        "techniques": _TEXTS,
        "may_bill": _list(_object({"code": _TEXT, "how": _TEXT})),
        "depends": _list(_object({"code": _TEXT, "on": _TEXT})),
        "may_not_bill": _list(_object({"code": _TEXT, "reason": _TEXT})),
        "restrictions": _list(_object({"text": _TEXT, "source": _TEXT, "locator": _TEXT, "rule": _TEXT})),
        "changes_2026": _list(_object({"code": _TEXT, "change": _TEXT})),
        "edits": _list(_object({"code": _TEXT, "name": _TEXT, "severity": _enum(_SEVERITIES)})),
        "sources": _list(_CITATION),
    },
    "What a precertification given under a code lets one bill",
)
_EDIT_ROW = _object(
    {
        "code": _TEXT,
        "name": _TEXT,
        "category": _enum(list(CATEGORIES)),
        "what": _TEXT,
        "payers": _TEXTS,
        "severity": {"type": ["string", "null"], "enum": [*_SEVERITIES, None]},
        "every_code": _TRUTH,
        "retired": _MAYBE_DATE,
    }
)
_EDIT_FIELDS = {"code": _TEXT, "name": _TEXT, "category": _TEXT, "what": _TEXT, "why": _TEXT, "applies": _list(_ANY)}
_PROBLEM = _object(
    {
        "type": _TEXT,
        "title": _TEXT,
        "detail": _TEXT,
        "errors": _list(_object({"field": _TEXT, "reason": _TEXT})),
        "request_id": _TEXT,
    },
    "An RFC 9457 problem document; errors name fields and what was expected, never what was sent",
)
# API Gateway cannot write its status into the problems it tells of itself.
_PROBLEM["properties"]["status"] = _NUMBER
ANSWERS: Mapping[str, Schema] = {
    "Finding": _FINDING,
    "DecidedLine": _LINE,
    "Decision": _DECISION,
    "Course": _COURSE,
    "Batch": _BATCH,
    "PrecertAnswer": _PRECERT,
    "Edit": _object(_EDIT_FIELDS, "The page of one edit"),
    "EditList": _object({"edits": _list(_EDIT_ROW), "count": _NUMBER, "next": _MAYBE_TEXT}),
    "Authorization": _object(
        {"authorization_number": _TEXT, "payer": _TEXT, "procedure_code": _TEXT}, "An authorization without its member"
    ),
    "AuthorizationOnFile": _object({"authorization_number": _TEXT, "records": _list(_ref("Authorization"))}),
    "Problem": _PROBLEM,
    "OpenApi": _object({"openapi": _TEXT, "paths": _ANY}),
    "Page": {"type": "string", "description": "A page that asks for nothing else"},
}
