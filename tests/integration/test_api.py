"""The API through its handlers: what each route answers beyond the sample events."""

import json
from collections import Counter
from typing import Any

import boto3
import pytest
from integration.claims import authorization, claim, deliveries
from integration.service import Service

from radonc_aws.openapi import description

DECISION_FIELDS = {"claim_id", "payer", "frequency_code", "status", "disposition", "pack", "as_of", "lines", "findings"}


def required(schema: str) -> set[str]:
    """Fields the description promises."""
    return set(description()["components"]["schemas"][schema]["required"])


@pytest.fixture
def table_calls(service: Service) -> Counter[str]:
    """Table operations of the functions from now on."""
    counted: Counter[str] = Counter()

    def count(model: Any, **_: object) -> None:
        counted[model.name] += 1

    assert service
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.dynamodb", count)
    return counted


def test_storing_a_claim_takes_one_table_call(service: Service, table_calls: Counter[str]) -> None:
    assert service.request("line_edit", "POST", "/claims", claim("C1"))[0] == 201
    assert table_calls == {"UpdateItem": 1}


def test_reviewing_a_claim_takes_one_read_and_stores_nothing(service: Service, table_calls: Counter[str]) -> None:
    service.request("precert_lookup", "POST", "/authorizations", authorization())
    stored = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    table_calls.clear()

    status, decision = service.request("line_edit", "POST", "/claims/review", claim("C1"))

    assert (status, decision["disposition"]) == (200, "allow")
    assert table_calls == {"GetItem": 1}
    assert service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"] == stored


def test_a_review_is_judged_against_the_stored_course(service: Service) -> None:
    """Five ports stand against 28 approved fractions (one per five); the sixth is one too many."""
    ports = {"procedure_code": "77417", "service_date": "2025-03-07", "units": 5, "line_number": 9}
    service.request("precert_lookup", "POST", "/authorizations", authorization())
    service.request("line_edit", "POST", "/claims", claim("C1", lines=[*deliveries(5), ports]))

    _, decision = service.request(
        "line_edit", "POST", "/claims/review", claim("C2", received_date="2025-04-01", lines=[{**ports, "units": 1}])
    )

    (line,) = decision["lines"]
    assert (line["disposition"], line["allowed_units"], line["findings"][0]["edit"]) == ("deny", 0, "IMG004")


def test_a_decision_has_the_fields_of_the_contract_and_the_description(service: Service) -> None:
    _, decision = service.request("line_edit", "POST", "/claims", claim("C1"))
    assert required("Decision") == DECISION_FIELDS | {"tables"} <= set(decision)
    assert required("DecidedLine") <= set(decision["lines"][0])
    assert required("Finding") <= set(decision["lines"][0]["findings"][0])


def test_a_course_has_the_fields_of_the_description(service: Service) -> None:
    _, decision = service.request("line_edit", "POST", "/claims", claim("C1"))
    status, course = service.request("course_aggregation", "GET", f"/courses/{decision['lines'][0]['course_id']}")
    assert status == 200
    assert required("Course") <= set(course)


def test_the_same_claim_again_is_the_same_answer(service: Service) -> None:
    first = service.request("line_edit", "POST", "/claims", claim("C1"))
    assert service.request("line_edit", "POST", "/claims", claim("C1")) == first


def test_a_replacement_may_reuse_the_id_of_its_original(service: Service) -> None:
    service.request("line_edit", "POST", "/claims", claim("C1"))
    replacement = claim("C1", frequency_code="7", original_claim_id="C1", received_date="2025-04-20")
    status, decision = service.request("line_edit", "POST", "/claims", replacement)
    assert (status, decision["frequency_code"], decision["status"]) == (201, "7", "active")


def test_a_record_of_the_other_kind_is_refused_by_each_route(service: Service) -> None:
    for function, path, record in (
        ("line_edit", "/claims", authorization()),
        ("precert_lookup", "/authorizations", claim("C1")),
    ):
        status, problem = service.request(function, "POST", path, record)
        assert (status, [error["field"] for error in problem["errors"]]) == (422, ["type"])
    assert service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"] == []


def test_an_unknown_payer_is_named_as_the_field_at_fault(service: Service) -> None:
    status, problem = service.request("line_edit", "POST", "/claims", claim("C1", payer="nobody"))
    assert (status, problem["errors"][0]["field"]) == (422, "payer")
    assert "nobody" not in json.dumps(problem)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "3", '"text"', "{", '{"lines": [{"units": 1e400}]}', "\u0000", "{}"]
)
def test_a_body_that_is_no_record_is_a_problem_of_the_sender(service: Service, body: str) -> None:
    status, problem = service.request("line_edit", "POST", "/claims", body)
    assert (status, problem["type"]) == (422, "urn:radonc:problem:unreadable")
    assert problem["errors"]


def test_two_members_with_one_authorization_number_are_both_on_file(service: Service) -> None:
    for member in ("M1", "M2"):
        service.request("precert_lookup", "POST", "/authorizations", authorization(member, authorization_number="A1"))

    status, found = service.request("precert_lookup", "GET", "/authorizations/A1")

    assert (status, len(found["records"])) == (200, 2)
    assert not any("member_id" in record for record in found["records"])


def test_an_authorization_of_a_batch_can_be_looked_up(service: Service) -> None:
    service.drop("a.jsonl", json.dumps(authorization("M1", authorization_number="A1")).encode())
    service.pump()
    status, found = service.request("precert_lookup", "GET", "/authorizations/A1")
    assert (status, found["records"][0]["approved_fractions"]) == (200, 28)


def test_progress_of_a_batch_is_told_while_it_is_decided(service: Service) -> None:
    service.drop("a.jsonl", json.dumps(claim("C1")).encode())
    service.deliver("IntakeQueue", "batch_intake", 1)
    (key,) = service.objects("work/")
    batch_id = key.split("/")[1]

    status, waiting = service.request("course_aggregation", "GET", f"/batches/{batch_id}")
    service.pump()
    _, done = service.request("course_aggregation", "GET", f"/batches/{batch_id}")

    assert (status, set(waiting)) == (200, required("Batch"))
    told = (
        "status",
        "patients",
        "patients_decided",
        "decided",
        "rejected",
        "share_done",
        "remaining_seconds",
        "reports",
    )
    assert [waiting[name] for name in told] == ["deciding", 1, 0, 0, 0, 0.0, None, None]
    assert [done[name] for name in told] == ["done", 1, 1, 1, 0, 1.0, 0, f"reports/{batch_id}/"]


def test_the_catalogue_can_be_read_page_by_page(service: Service) -> None:
    _, whole = service.request("precert_lookup", "GET", "/edits")
    read: list[str] = []
    query = {"limit": "50"}
    while True:
        _, page = service.request("precert_lookup", "GET", "/edits", query=query)
        read += [edit["code"] for edit in page["edits"]]
        assert page["count"] == whole["count"]
        if page["next"] is None:
            break
        query = {"limit": "50", "after": page["next"]}

    assert read == [edit["code"] for edit in whole["edits"]]
    assert len(read) == whole["count"]


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many", "", "1.5", "٣"])
def test_a_page_size_that_is_none_is_refused(service: Service, limit: str) -> None:
    status, problem = service.request("precert_lookup", "GET", "/edits", query={"limit": limit})
    assert (status, problem["errors"][0]["field"]) == (422, "limit")


def test_who_has_an_answer_already_is_not_sent_it_again(service: Service) -> None:
    first = service.send("precert_lookup", "GET", "/edits/IMG004")
    (tag,) = first["multiValueHeaders"]["ETag"]

    again = service.send("precert_lookup", "GET", "/edits/IMG004", headers={"If-None-Match": f'W/{tag}, "other"'})
    other = service.send("precert_lookup", "GET", "/edits/IMG004", headers={"If-None-Match": '"other"'})
    anything = service.send("precert_lookup", "GET", "/edits/IMG004", headers={"If-None-Match": "*"})

    assert (again["statusCode"], again["body"]) == (anything["statusCode"], anything["body"]) == (304, "")
    assert again["multiValueHeaders"]["ETag"] == [tag]
    assert (other["statusCode"], other["body"]) == (200, first["body"])


def test_a_course_that_changed_has_another_tag(service: Service) -> None:
    _, decision = service.request("line_edit", "POST", "/claims", claim("C1"))
    path = f"/courses/{decision['lines'][0]['course_id']}"
    before = service.send("course_aggregation", "GET", path)["multiValueHeaders"]["ETag"]
    service.request("line_edit", "POST", "/claims", claim("C2", lines=deliveries(1, 20)))
    assert service.send("course_aggregation", "GET", path)["multiValueHeaders"]["ETag"] != before


def test_a_problem_and_a_stored_claim_have_no_tag(service: Service) -> None:
    missing = service.send("precert_lookup", "GET", "/edits/XXX999")
    stored = service.send("line_edit", "POST", "/claims", claim("C1"))
    assert "ETag" not in {**missing["multiValueHeaders"], **stored["multiValueHeaders"]}


def test_the_api_describes_itself(service: Service) -> None:
    status, told = service.request("precert_lookup", "GET", "/openapi.json")
    assert (status, told["openapi"]) == (200, "3.1.0")
    assert told == json.loads(json.dumps(description()))


def test_a_failure_of_ours_says_nothing_of_the_request(service: Service) -> None:
    service.dynamodb.delete_table(TableName=service.stack.names["CourseTable"])
    status, problem = service.request("line_edit", "POST", "/claims", claim("C1", "MEMBER-7788"))
    assert (status, problem["type"]) == (500, "urn:radonc:problem:failed")
    assert problem["request_id"] == "11111111-2222-3333-4444-555555555555"
    assert "MEMBER" not in json.dumps(problem)


def test_a_browser_is_shown_the_course_as_a_page(service: Service) -> None:
    _, decision = service.request("line_edit", "POST", "/claims", claim("C1"))
    path = f"/courses/{decision['lines'][0]['course_id']}"

    page = service.send("course_aggregation", "GET", path, headers={"Accept": "text/html,application/xhtml+xml"})
    data = service.send("course_aggregation", "GET", path, headers={"Accept": "application/json"})

    assert page["multiValueHeaders"]["Content-Type"] == ["text/html; charset=utf-8"]
    assert page["body"].lstrip().lower().startswith("<!doctype html>")
    assert decision["lines"][0]["course_id"] in page["body"]
    assert page["multiValueHeaders"]["Content-Security-Policy"][0].startswith("default-src 'none'")
    assert json.loads(data["body"])["fractions"]["delivered"] == 5
    assert [answer["multiValueHeaders"]["Vary"] for answer in (page, data)] == [["Accept"], ["Accept"]]


@pytest.mark.parametrize("text", ["20250401", "2025-W20-1", "2025-02-30", "2025-4-1", "", "2025-04-01T00:00"])
def test_a_date_of_a_query_is_written_as_the_description_says(service: Service, text: str) -> None:
    status, refused = service.request("course_aggregation", "GET", "/courses/x", query={"as_of": text})
    assert (status, refused["errors"]) == (422, [{"field": "as_of", "reason": "must be a date as YYYY-MM-DD"}])
