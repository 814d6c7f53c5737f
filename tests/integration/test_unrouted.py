"""What no route takes, and pages of other origins: preflights, unknown paths and methods, headers of every answer."""

import json
from typing import Any

import pytest
from contract.template_file import ROOT
from integration import declared_stack
from integration.service import Service

PAGE = "https://billing.example.org"


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared_stack.PARAMETERS, "CorsOrigins", f"https://other.example.org,{PAGE}")


def unrouted(service: Service, method: str, path: str, headers: Any = None) -> Any:
    """Send what API Gateway found no route for: nobody is vouched for."""
    event = json.loads((ROOT / "tests/integration/api_request.json").read_text())
    event |= {"resource": "/{proxy+}", "httpMethod": method, "path": path, "headers": headers or {}}
    del event["requestContext"]["authorizer"]
    return service.invoke("precert_lookup", event)


def cross_origin(answer: Any) -> dict[str, list[str]]:
    return {
        name: value for name, value in answer["multiValueHeaders"].items() if name.startswith("Access-Control-Allow")
    }


def test_an_unknown_path_and_an_unknown_method_are_told_apart(service: Service) -> None:
    missing, wrong = unrouted(service, "GET", "/nothing"), unrouted(service, "PUT", "/claims")
    assert (missing["statusCode"], json.loads(missing["body"])["detail"]) == (404, "There is nothing at this path.")
    assert (wrong["statusCode"], wrong["multiValueHeaders"]["Allow"]) == (405, ["POST, OPTIONS"])
    assert json.loads(wrong["body"])["request_id"] == wrong["multiValueHeaders"]["X-Request-Id"][0]


@pytest.mark.parametrize("path", ["/edits", "/edits/IMG004", "/authorizations", "/precerts/77385", "/docs"])
@pytest.mark.parametrize("access", ["Bearer", "AWS_IAM"])
def test_what_arrives_without_a_route_reaches_none(
    service: Service, monkeypatch: pytest.MonkeyPatch, path: str, access: str
) -> None:
    """The template asks nobody there who calls, so a path that is one of ours must not be answered either."""
    monkeypatch.setitem(declared_stack.PARAMETERS, "ApiAccess", access)
    answer = unrouted(service, "GET", path)
    assert (answer["statusCode"], json.loads(answer["body"])["errors"]) == (405, [])


@pytest.mark.usefixtures("origins")
def test_a_page_of_a_named_origin_may_call_and_read(service: Service) -> None:
    preflight = unrouted(service, "OPTIONS", "/claims", {"origin": PAGE})
    assert preflight["statusCode"] == 204
    assert cross_origin(preflight) == {
        "Access-Control-Allow-Origin": [PAGE],
        "Access-Control-Allow-Methods": ["POST"],
        "Access-Control-Allow-Headers": [
            "Authorization,Content-Type,Idempotency-Key,If-None-Match,X-Amz-Date,X-Amz-Security-Token"
        ],
    }
    for path, status in (("/edits", 200), ("/edits/XXX999", 404)):
        answer = service.send("precert_lookup", "GET", path, headers={"Origin": PAGE})
        assert (answer["statusCode"], cross_origin(answer)) == (status, {"Access-Control-Allow-Origin": [PAGE]})
        assert "ETag" in answer["multiValueHeaders"]["Access-Control-Expose-Headers"][0].split(",")


@pytest.mark.usefixtures("origins")
@pytest.mark.parametrize("origin", ["https://evil.example.org", f"{PAGE}.evil.example", "null", ""])
def test_a_page_of_another_origin_may_not(service: Service, origin: str) -> None:
    preflight = unrouted(service, "OPTIONS", "/claims", {"Origin": origin})
    answer = service.send("precert_lookup", "GET", "/edits", headers={"Origin": origin})
    assert (cross_origin(preflight), cross_origin(answer)) == ({}, {})
    assert answer["multiValueHeaders"]["Vary"] == ["Accept, Origin"]


def test_without_origins_no_page_may(service: Service) -> None:
    preflight = unrouted(service, "OPTIONS", "/claims", {"Origin": PAGE})
    answer = service.send("precert_lookup", "GET", "/edits", headers={"Origin": PAGE})
    assert (cross_origin(preflight), cross_origin(answer)) == ({}, {})


def test_an_asterisk_lets_any_page(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared_stack.PARAMETERS, "CorsOrigins", "*")
    answer = service.send("precert_lookup", "GET", "/edits", headers={"Origin": PAGE})
    assert cross_origin(answer) == {"Access-Control-Allow-Origin": ["*"]}


@pytest.mark.parametrize(
    ("path", "query", "field", "reason"),
    [
        ("/edits", {"payr": "evolent"}, "payr", "is not a parameter here"),
        ("/edits", {"PH10952": "1"}, "?", "is not a parameter here"),
        ("/edits", {"code": "7741"}, "code", "must be five letters and digits"),
        ("/edits", {"category": "all"}, "category", "must be one of code_validity"),
        ("/edits", {"after": "img004"}, "after", "must be the code of an edit"),
        ("/edits", {"date": ""}, "date", "must be a date as YYYY-MM-DD"),
        ("/edits/" + "X" * 129, None, "code", "must be at most 128 characters"),
        ("/precerts/773", None, "code", "must be five letters and digits"),
        ("/precerts/77385", {"payer": "Evolent"}, "payer", "must be the name of a policy profile"),
        ("/precerts/77385", {"diagnosis": "C6"}, "diagnosis", "must be an ICD-10-CM code"),
        ("/authorizations", None, "number", "is required"),
        ("/authorizations", {"number": ""}, "number", "must be 1 to 80 characters"),
    ],
)
def test_a_request_is_held_to_what_the_description_says(
    service: Service, path: str, query: Any, field: str, reason: str
) -> None:
    status, problem = service.request("precert_lookup", "GET", path, query=query)
    (error,) = problem["errors"]
    assert (status, error["field"]) == (422, field)
    assert error["reason"].startswith(reason)


def test_a_parameter_given_twice_is_refused(service: Service) -> None:
    event = json.loads((ROOT / "tests/integration/api_request.json").read_text())
    event |= {
        "path": "/edits",
        "queryStringParameters": {"code": "77417"},
        "multiValueQueryStringParameters": {"code": ["77412", "77417"]},
    }
    answer = service.invoke("precert_lookup", event)
    assert json.loads(answer["body"])["errors"] == [{"field": "code", "reason": "is given more than once"}]


def test_a_number_of_any_characters_is_found_by_query(service: Service) -> None:
    record = {"type": "authorization", "payer": "evolent", "member_id": "M1", "procedure_code": "77412"}
    number = "A/1 #ü%2F"
    service.request("precert_lookup", "POST", "/authorizations", record | {"authorization_number": number})
    status, found = service.request("precert_lookup", "GET", "/authorizations", query={"number": number})
    assert (status, found["authorization_number"], len(found["records"])) == (200, number, 1)


def test_the_description_is_a_page_for_everybody_that_runs_no_script(service: Service) -> None:
    answer = service.send("precert_lookup", "GET", "/docs")
    assert answer["multiValueHeaders"]["Content-Type"] == ["text/html; charset=utf-8"]
    policy = answer["multiValueHeaders"]["Content-Security-Policy"][0]
    assert policy.startswith("default-src 'none'; ")
    assert "script" not in policy
    assert "<script" not in answer["body"]
    assert "Idempotency-Key" in answer["body"]
    assert len(answer["body"]) < 1_000_000
