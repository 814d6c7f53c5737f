"""What a caller meets beside the answers: keys, tags, other origins, paths that are none, the documentation."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tools.api import Reply, call, send
from tools.deploy import Stack

from .conftest import PAGES

CLAIM: dict[str, Any] = {
    "claim_id": "HTTP-1",
    "payer": "evolent",
    "claim_type": "professional",
    "received_date": "2025-03-10",
    "member_id": "HTTPMEMBER7",
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "diagnoses": ["C50.911"],
    "lines": [
        {
            "line_number": 1,
            "procedure_code": "77412",
            "units": 1,
            "service_date": "2025-03-03",
            "diagnosis_pointers": [1],
        }
    ],
}


def keyed(stack: Stack, key: str, **changes: Any) -> Reply:
    return call(stack, "POST", "/claims", CLAIM | changes, {"Idempotency-Key": key})


def allowed(reply: Reply) -> str | None:
    return reply.headers.get("Access-Control-Allow-Origin")


def test_a_key_brings_back_the_first_answer_and_belongs_to_one_request(stack: Stack) -> None:
    first, again, other = keyed(stack, "k-1"), keyed(stack, "k-1"), keyed(stack, "k-1", claim_id="HTTP-2")
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert (other.status, other.json["type"]) == (422, "urn:radonc:problem:idempotency-key-reused")


def test_of_requests_at_once_under_one_key_one_is_done_and_the_others_wait_or_repeat_it(stack: Stack) -> None:
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: keyed(stack, "k-2", claim_id="HTTP-3"), range(4)))
    assert {reply.status for reply in replies} <= {201, 409}
    assert len({reply.body for reply in replies if reply.status == 201}) == 1
    assert {reply.headers["Retry-After"] for reply in replies if reply.status == 409} <= {"5"}


def test_who_has_an_answer_is_told_so(stack: Stack) -> None:
    first = call(stack, "GET", "/edits/IMG004")
    again = call(stack, "GET", "/edits/IMG004", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, "")


def test_pages_of_a_named_origin_may_call_and_read_refusals_too(stack: Stack) -> None:
    origin = {"Origin": PAGES}
    preflight = send(stack, "OPTIONS", "/claims", headers=origin)
    assert (preflight.status, allowed(preflight)) == (204, PAGES)
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    assert {"Authorization", "Idempotency-Key", "If-None-Match"} <= set(
        preflight.headers["Access-Control-Allow-Headers"].split(",")
    )
    answer, missing = call(stack, "GET", "/edits", headers=origin), call(stack, "GET", "/edits/XXX999", headers=origin)
    assert [(r.status, allowed(r)) for r in (answer, missing)] == [(200, PAGES), (404, PAGES)]
    refused = send(stack, "GET", "/edits", headers=origin)
    assert (refused.status, allowed(refused)) == (401, "*")
    assert refused.json["request_id"] == refused.headers["X-Request-Id"]


def test_pages_of_other_origins_may_not(stack: Stack) -> None:
    other = {"Origin": "https://elsewhere.example.org"}
    assert allowed(send(stack, "OPTIONS", "/claims", headers=other)) is None
    assert allowed(call(stack, "GET", "/edits", headers=other)) is None


def test_paths_and_methods_that_are_none_are_told_apart(stack: Stack) -> None:
    missing, wrong = send(stack, "GET", "/nothing/here"), send(stack, "DELETE", "/claims")
    assert (missing.status, wrong.status, wrong.headers["Allow"]) == (404, 405, "POST, OPTIONS")


def test_what_slips_past_the_routes_of_the_gateway_reaches_nothing(stack: Stack) -> None:
    for path in ("/edits/", "//edits", "/edits/IMG004/", "/courses/a/b", "/authorizations/A%2FB"):
        reply = send(stack, "GET", path)
        assert reply.status in {401, 403, 404, 405}, path
        assert "IMG004" not in reply.body


def test_the_documentation_is_there_for_everybody(stack: Stack) -> None:
    page = send(stack, "GET", "/docs")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_an_authorization_number_with_a_slash_is_found_by_query(stack: Stack) -> None:
    record = {"type": "authorization", "payer": "evolent", "member_id": "HTTPMEMBER7", "procedure_code": "77412"}
    assert call(stack, "POST", "/authorizations", record | {"authorization_number": "A/1 #2"}).status == 201
    found = call(stack, "GET", "/authorizations?number=A%2F1%20%232")
    assert (found.status, found.json["authorization_number"]) == (200, "A/1 #2")
