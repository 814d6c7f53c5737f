"""Shapes of the requests, from the record models: what is documented is what is enforced.

A model's own schema says nothing of what its validators and the reader demand across fields; as far as JSON Schema
can say it, it is added here. What it cannot say (check digits, dates in order, pointers within the diagnoses, units
that fit the days of a range) is said in words, and a request that breaks it is refused with the field's name.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from radonc.records import AuthorizationRecord, ClaimRecord

Schema = dict[str, Any]
_NPI = r"^\d{10}$"
_PLAUSIBLE_YEAR = r"^(199|20\d)\d-"
_RULES = """One claim as submitted: 1 to 999 service lines of one member.

Beyond the schema: an NPI ends in its check digit; line numbers differ; `diagnosis_pointers` stay within `diagnoses`;
a `service_date_end` is not before its `service_date` nor more than a year after it, and the units of a range fit its
days; whole numbers have no decimal point; `payer` is a profile that takes claims."""
_AUTHORIZATION_RULES = """The notification services were approved under; records of one number form one authorization.

Beyond the schema: an NPI ends in its check digit; `valid_to` is not before `valid_from`; `payer` is a profile that
takes claims."""


def request_schemas() -> dict[str, Schema]:
    """Schemas of the records by name, with the conditions across fields."""
    _, found = models_json_schema(
        [(ClaimRecord, "validation"), (AuthorizationRecord, "validation")], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Schema] = {name: _plain(schema) for name, schema in found["$defs"].items()}
    claim, line = schemas["ClaimRecord"], schemas["ServiceLineRecord"]
    claim["description"] = _RULES
    claim["allOf"] = [
        _when("frequency_code", ["7", "8"], _needs("original_claim_id")),
        _when("claim_type", ["institutional"], _needs("bill_type")),
        _when(
            "claim_type",
            ["professional"],
            {
                "properties": {"lines": {"items": _needs_text("procedure_code")}},
                "anyOf": [
                    _needs("place_of_service"),
                    {"properties": {"lines": {"items": _needs("place_of_service")}}},
                ],
            },
        ),
    ]
    line["anyOf"] = [_needs_text("procedure_code"), _needs("revenue_code")]
    schemas["AuthorizationRecord"]["description"] = _AUTHORIZATION_RULES
    return schemas


def _plain(node: Any, name: str = "") -> Any:
    """Drop pydantic's titles, say what NPIs and dates look like."""
    if isinstance(node, list):
        return [_plain(entry, name) for entry in node]
    if not isinstance(node, dict):
        return node
    plain = {
        key: {field: _plain(of, field) for field, of in value.items()} if key == "properties" else _plain(value, name)
        for key, value in node.items()
        if key != "title"
    }
    if plain.get("format") == "date":
        plain["pattern"] = _PLAUSIBLE_YEAR
    if name.endswith("npi") and plain.get("type") == "string":
        plain |= {"pattern": _NPI, "format": "npi"}
    return plain


def _when(field: str, values: list[str], then: Schema) -> Schema:
    return {"if": {"properties": {field: {"enum": values}}, "required": [field]}, "then": then}


def _needs(field: str) -> Schema:
    return {"properties": {field: {"type": "string"}}, "required": [field]}


def _needs_text(field: str) -> Schema:
    return {"properties": {field: {"minLength": 1, "pattern": r"\S"}}, "required": [field]}
