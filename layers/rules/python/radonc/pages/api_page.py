"""The API's description as a page: one closed file without a script, rendered from OpenAPI 3.1."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from radonc.pages.rendering import render_page

Described = Mapping[str, Any]
_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}
_LIMITS = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("exclusiveMinimum", "above {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
    ("default", "without it {}"),
)
_LONGEST_PATTERN = 40


def api_page(description: Described) -> str:
    """Render operations with parameters, bodies, answers and examples, then every shape they name."""
    operations = [
        _operation(description, method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = [_schema(name, schema) for name, schema in description["components"]["schemas"].items()]
    return render_page(
        "api.html.j2",
        info=description["info"],
        securities=description["components"]["securitySchemes"],
        operations=operations,
        schemas=schemas,
    )


def _operation(description: Described, method: str, path: str, operation: Described) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "scopes": sorted({scope for way in operation["security"] for scopes in way.values() for scope in scopes}),
        "parameters": [_parameter(parameter) for parameter in operation["parameters"]],
        "bodies": list(_bodies(operation.get("requestBody", {}))),
        "answers": [
            _answer(status, _resolved(description, answer)) for status, answer in operation["responses"].items()
        ],
    }


def _parameter(parameter: Described) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter["required"],
        "type": _type(parameter["schema"]),
        "limits": _limits(parameter["schema"]),
        "says": parameter["description"],
        "example": parameter["example"],
    }


def _answer(status: str, answer: Described) -> dict[str, Any]:
    return {
        "status": status,
        "says": answer["description"],
        "headers": sorted(answer.get("headers", {})),
        "links": [(link["operationId"], name) for name, link in answer.get("links", {}).items()],
        "bodies": list(_bodies(answer)),
    }


def _bodies(holder: Described) -> Iterator[dict[str, Any]]:
    for kind, content in holder.get("content", {}).items():
        examples = [(name, _json(example["value"])) for name, example in content.get("examples", {}).items()]
        yield {"kind": kind, "schema": _named(content["schema"]), "examples": examples}


def _schema(name: str, schema: Described) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    return {
        "name": name,
        "says": schema.get("description", ""),
        "fields": [
            {
                "name": field,
                "required": field in required,
                "type": _type(of),
                "schemas": sorted(set(_names(of))),
                "limits": _limits(of),
                "says": of.get("description", ""),
            }
            for field, of in schema.get("properties", {}).items()
        ],
    }


def _resolved(description: Described, node: Described) -> Described:
    if "$ref" not in node:
        return node
    found: Described = description["components"]["responses"][_named(node)]
    return found


def _named(node: Described) -> str:
    return str(node["$ref"]).rsplit("/", 1)[-1]


def _names(node: Any) -> Iterator[str]:
    """Names of the shapes a schema refers to."""
    if isinstance(node, Mapping):
        if "$ref" in node:
            yield _named(node)
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _names(value)


def _type(schema: Described) -> str:
    """Say in words what a schema takes."""
    if "$ref" in schema:
        return _named(schema)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    for word, names in (("anyOf", " or "), ("allOf", " with ")):
        if word in schema:
            return names.join(_type(one) for one in schema[word])
    kind = schema.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(_type({**schema, "type": one}) for one in kind)
    if kind == "array":
        return f"list of {_type(schema['items'])}"
    if kind == "object":
        inner = schema.get("properties", {})
        return f"object of {', '.join(inner)}" if inner else "object"
    return str(schema.get("format" if kind == "string" else "", _WORDS.get(kind, kind)))


def _limits(schema: Described) -> str:
    own = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    said = [words.format(json.dumps(of[name])) for of in (own,) for name, words in _LIMITS if of.get(name) is not None]
    pattern = own.get("pattern", "")
    return ", ".join([*said, *([f"like {pattern}"] if 0 < len(pattern) <= _LONGEST_PATTERN else [])])


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
