"""The deployed API: every route answers, refusals are problem documents, and callers must be known."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tools.api import Reply, call
from tools.deploy import Stack
from tools.embedded import REGION

CLAIM: dict[str, Any] = {
    "claim_id": "API-1",
    "payer": "priority-health",
    "claim_type": "professional",
    "received_date": "2025-10-01",
    "member_id": "APIMEMBER7",
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "diagnoses": ["C61"],
    "authorization_number": "API-A-1",
    "lines": [
        {
            "line_number": number,
            "procedure_code": "77386",
            "units": 1,
            "service_date": f"2025-09-{number:02d}",
            "diagnosis_pointers": [1],
        }
        for number in range(1, 6)
    ],
}
AUTHORIZATION = {
    "type": "authorization",
    "authorization_number": "API-A-1",
    "payer": "priority-health",
    "member_id": "APIMEMBER7",
    "procedure_code": "77386",
    "technique": "imrt",
    "approved_fractions": 5,
}


def problem(reply: Reply) -> tuple[int, str, list[str]]:
    """Return status, content type and the fields a problem document names."""
    return reply.status, reply.content_type, [error["field"] for error in reply.json["errors"]]


@pytest.fixture(scope="module")
def stored(stack: Stack) -> dict[str, Any]:
    """A claim's decision, after its authorization and the claim were stored."""
    assert call(stack, "POST", "/authorizations", AUTHORIZATION).status == 201
    reply = call(stack, "POST", "/claims", CLAIM)
    assert reply.status == 201
    decision: dict[str, Any] = reply.json
    return decision


def test_a_stored_claim_is_decided(stored: dict[str, Any]) -> None:
    assert (stored["claim_id"], stored["status"], stored["disposition"]) == ("API-1", "active", "allow")
    assert [line["allowed_units"] for line in stored["lines"]] == [1, 1, 1, 1, 1]


def test_a_review_counts_the_stored_course_and_stores_nothing(stack: Stack, stored: dict[str, Any]) -> None:
    [course] = {line["course_id"] for line in stored["lines"]}
    before = call(stack, "GET", f"/courses/{course}").body
    images = {"line_number": 1, "procedure_code": "77417", "units": 2, "service_date": "2025-09-05"}
    asked = {**CLAIM, "claim_id": "API-2", "lines": [{**images, "diagnosis_pointers": [1]}]}
    [line] = call(stack, "POST", "/claims/review", asked).json["lines"]
    assert (line["disposition"], line["billed_units"], line["allowed_units"]) == ("reduce", 2, 1)
    assert call(stack, "GET", f"/courses/{course}").body == before


def test_a_course_can_be_looked_up(stack: Stack, stored: dict[str, Any]) -> None:
    [course_id] = {line["course_id"] for line in stored["lines"]}
    course = call(stack, "GET", f"/courses/{course_id}").json
    assert course["course_id"] == course_id
    assert "APIMEMBER7" not in json.dumps(course)


def test_an_authorization_can_be_looked_up_without_its_member(stack: Stack, stored: dict[str, Any]) -> None:
    assert stored
    reply = call(stack, "GET", "/authorizations/API-A-1")
    assert [record["procedure_code"] for record in reply.json["records"]] == ["77386"]
    assert "APIMEMBER7" not in reply.body


def test_precertification_answers_for_a_code(stack: Stack) -> None:
    reply = call(stack, "GET", "/precerts/77386?payer=priority-health")
    assert (reply.status, reply.json["code"]) == (200, "77386")


def test_the_catalogue_is_listed_and_explained(stack: Stack) -> None:
    listed = call(stack, "GET", "/edits?code=77417").json
    assert "IMG004" in json.dumps(listed)
    assert call(stack, "GET", "/edits/IMG004").json["name"] == "port-images-exceed-fractions"


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/claims", {**CLAIM, "claim_id": "API-3", "surprise": 1}, (422, ["surprise"])),
        ("POST", "/claims/review", {**CLAIM, "billing_provider_npi": "1234567890"}, (422, ["billing_provider_npi"])),
        ("POST", "/authorizations", {**AUTHORIZATION, "payer": "nobody"}, (422, ["payer"])),
        ("GET", "/batches/20250101-000000000000", None, (404, [])),
        ("GET", "/edits/XXX999", None, (404, [])),
        ("GET", "/authorizations/UNKNOWN", None, (404, [])),
    ],
)
def test_refusals_are_problem_documents_that_name_the_fields(
    stack: Stack, method: str, path: str, body: object, expected: tuple[int, list[str]]
) -> None:
    status, fields = expected
    assert problem(call(stack, method, path, body)) == (status, "application/problem+json", fields)


def test_text_that_is_no_json_is_refused_without_repeating_it(stack: Stack) -> None:
    reply = call(stack, "POST", "/claims", '{"member_id": "APIMEMBER7"')
    assert (reply.status, reply.content_type) == (422, "application/problem+json")
    assert "APIMEMBER7" not in reply.body


def test_a_user_without_permissions_reads_no_report(stack: Stack) -> None:
    iam = stack.client("iam")
    iam.create_user(UserName="stranger")
    keys = iam.create_access_key(UserName="stranger")["AccessKey"]
    s3 = boto3.client(
        "s3",
        endpoint_url=stack.server.endpoint,
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.list_objects_v2(Bucket=stack.outputs["ClaimBucketName"])
