"""The published description of the API against the template, the models and the contract's fields."""

import json
from collections.abc import Iterator
from typing import Any

from contract.template_file import ROOT
from contract.test_template import routes

from radonc_aws.openapi import description


def references(node: Any) -> Iterator[str]:
    """Every $ref below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from references(child)


def test_the_description_has_the_routes_of_the_template() -> None:
    described = [(method.upper(), path) for path, methods in description()["paths"].items() for method in methods]
    assert sorted(described) == routes()


def test_every_reference_leads_somewhere() -> None:
    schemas = description()["components"]["schemas"]
    names = {reference.removeprefix("#/components/schemas/") for reference in references(description())}
    assert names <= set(schemas)
    assert {"ClaimRecord", "AuthorizationRecord", "ServiceLineRecord", "Decision", "Problem"} <= names


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for methods in description()["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names)) == 10
    assert "get_courses_by_course_id" in names


def test_path_parameters_are_declared() -> None:
    for path, methods in description()["paths"].items():
        for operation in methods.values():
            declared = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert declared == [part[1:-1] for part in path.split("/") if part.startswith("{")]


def test_the_claim_of_the_description_is_the_claim_that_is_enforced() -> None:
    claim = description()["components"]["schemas"]["ClaimRecord"]
    assert claim["additionalProperties"] is False
    assert "member_id" in claim["required"]
    event = json.loads((ROOT / "events/line_edit/claim_stored.json").read_text())
    assert set(json.loads(event["body"])) <= set(claim["properties"])


def test_every_operation_can_fail_with_a_problem_document() -> None:
    for methods in description()["paths"].values():
        for operation in methods.values():
            assert operation["responses"]["500"]["content"]["application/problem+json"]["schema"] == {
                "$ref": "#/components/schemas/Problem"
            }
