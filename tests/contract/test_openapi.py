"""The published description of the API against the template, the models, its own examples and the contract's fields."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from contract.template_file import ROOT
from contract.test_template import api_events, routes

from radonc.records import parse_record
from radonc_aws.caller import PUBLIC
from radonc_aws.openapi import description
from radonc_aws.resolver import UNROUTED

OPERATIONS = {
    operation["operationId"]: operation for methods in description()["paths"].values() for operation in methods.values()
}


def references(node: Any) -> Iterator[str]:
    """Every $ref below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from references(child)


def contents(node: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every body described below a node: its schema and its examples by name."""
    if isinstance(node, dict):
        if "schema" in node and "examples" in node:
            yield node["schema"], {name: example["value"] for name, example in node["examples"].items()}
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from contents(child)


def whole(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """A validator of a schema that may refer to the description's others."""
    components = {"components": description()["components"]}
    return jsonschema_rs.Draft202012Validator({**components, **schema}, validate_formats=True)


def test_the_description_has_the_routes_of_the_template() -> None:
    described = [(method.upper(), path) for path, methods in description()["paths"].items() for method in methods]
    assert sorted(described) == routes()


def test_each_operation_names_the_scope_that_opens_it() -> None:
    scopes = {
        f"{method.upper()} {path}": [scope for each in operation["security"] for scope in each.get("bearer", [])]
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    }
    assert scopes == {
        "GET /precerts/{code}": ["read"],
        "POST /authorizations": ["submit"],
        "GET /authorizations": ["read"],
        "GET /authorizations/{number}": ["read"],
        "POST /claims/review": ["review"],
        "POST /claims": ["submit"],
        "GET /courses/{course_id}": ["read"],
        "GET /batches/{batch_id}": ["read"],
        "GET /edits": ["read"],
        "GET /edits/{code}": ["read"],
        "GET /openapi.json": [],
        "GET /docs": [],
    }


def test_only_what_holds_no_data_asks_nobody_who_calls() -> None:
    open_to_all = {
        e["Properties"]["Path"] for e in api_events() if e["Properties"].get("Auth") == {"Authorizer": "NONE"}
    }
    assert open_to_all == {"/docs", "/openapi.json", "/{proxy+}"} == {*PUBLIC, UNROUTED}


def test_the_committed_description_is_the_one_that_is_served() -> None:
    assert json.loads((ROOT / "docs" / "openapi.json").read_text()) == json.loads(json.dumps(description()))


def test_every_reference_leads_somewhere() -> None:
    components = description()["components"]
    there = {f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in components[kind]}
    assert set(references(description())) <= there
    wanted = ("ClaimRecord", "AuthorizationRecord", "ServiceLineRecord", "Decision", "Problem")
    assert {f"#/components/schemas/{name}" for name in wanted} <= set(references(description()))


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for methods in description()["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names)) == 12
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
    for operation in OPERATIONS.values():
        assert operation["responses"]["500"] == {"$ref": "#/components/responses/failed"}
    for response in description()["components"]["responses"].values():
        assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_example_is_of_its_shape() -> None:
    shown = list(contents(description()))
    assert len(shown) > 20
    for schema, examples in shown:
        for name, value in examples.items():
            assert [error.message for error in whole(schema).iter_errors(value)] == [], name


def test_every_body_but_a_page_has_an_example() -> None:
    for name, operation in OPERATIONS.items():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for kind, content in (pair for body in bodies for pair in body.get("content", {}).items()):
            if kind.startswith("application/json") and name != "get_openapi_json":
                assert content["examples"], name


def test_every_parameter_takes_its_own_example() -> None:
    for operation in OPERATIONS.values():
        for parameter in operation["parameters"]:
            assert whole(parameter["schema"]).is_valid(parameter["example"]), parameter["name"]


def test_the_example_claims_are_read() -> None:
    for name in ("ClaimRecord", "AuthorizationRecord"):
        for schema, examples in contents(description()["paths"]):
            if schema == {"$ref": f"#/components/schemas/{name}"}:
                assert [parse_record(value) for value in examples.values()]


def test_links_lead_to_a_parameter_of_an_operation() -> None:
    links = [link for o in OPERATIONS.values() for r in o["responses"].values() for link in r.get("links", {}).values()]
    assert len(links) == 4
    for link in links:
        taken = {parameter["name"] for parameter in OPERATIONS[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= taken


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, True),
        ({"frequency_code": "7"}, False),
        ({"frequency_code": "7", "original_claim_id": "C-0"}, True),
        ({"claim_type": "institutional"}, False),
        ({"claim_type": "institutional", "bill_type": "131"}, True),
        ({"place_of_service": None}, False),
        ({"received_date": "1989-12-31"}, False),
        ({"billing_provider_npi": "123"}, False),
        ({"surprise": 1}, False),
    ],
)
def test_what_one_field_demands_of_another_is_described_as_it_is_enforced(change: dict[str, Any], taken: bool) -> None:
    (example,) = OPERATIONS["post_claims"]["requestBody"]["content"]["application/json"]["examples"].values()
    claim = {**example["value"], **change}
    assert whole({"$ref": "#/components/schemas/ClaimRecord"}).is_valid(claim) is taken
    try:
        parse_record(claim)
    except ValueError:
        assert not taken
    else:
        assert taken
