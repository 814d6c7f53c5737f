"""Every file under events/ goes through the real handler, after the events it presupposes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from contract.template_file import ROOT
from integration.claims import claim, json_lines
from integration.service import Service, failures
from invented_tables import ADD_ON_HEADER

EVENTS = ROOT / "events"
FUNCTIONS = ("batch_intake", "course_aggregation", "line_edit", "precert_lookup", "table_import")
STORED_COURSE = ("precert_lookup/authorization_stored", "line_edit/claim_stored")


@dataclass(frozen=True)
class Answer:
    """What an API event is answered with: the status and some facts of the body, by dotted path."""

    status: int
    facts: Mapping[str, Any]
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What a queue event leads to: messages to be delivered again, and messages sent on."""

    failed: int
    sent_to: str | None = None
    sent: int = 0


PROBLEM = "urn:radonc:problem:"
ANSWERS = {
    "precert_lookup/imrt": Answer(200, {"code": "77386"}),
    "precert_lookup/bad_date": Answer(422, {"type": f"{PROBLEM}unreadable", "errors.0.field": "date"}),
    "precert_lookup/authorization_stored": Answer(201, {"authorization_number": "A1001", "approved_fractions": 28}),
    "precert_lookup/authorization_found": Answer(
        200, {"records.0.procedure_code": "77385"}, given=("precert_lookup/authorization_stored",)
    ),
    "precert_lookup/authorization_unknown": Answer(404, {"detail": "No authorization is known under this name."}),
    "precert_lookup/edits_of_port_images": Answer(200, {"edits.0.code": "AUT001"}),
    "precert_lookup/edit": Answer(200, {"code": "IMG004"}),
    "precert_lookup/edit_unknown": Answer(404, {"title": "Nothing under this name", "status": 404}),
    "line_edit/over_billed": Answer(
        200,
        {
            "disposition": "reduce",
            "lines.12.allowed_units": 5,
            "lines.12.findings.0.edit": "IMG004",
            "lines.12.findings.0.evidence.fractions": 28,
        },
        given=("precert_lookup/authorization_stored",),
    ),
    "line_edit/claim_stored": Answer(
        201, {"disposition": "allow", "claim_id": "C1"}, given=("precert_lookup/authorization_stored",)
    ),
    "line_edit/claim_id_taken": Answer(
        409,
        {"errors.0.field": "claim_id", "errors.0.reason": "claim id already used; send frequency code 7 to replace"},
        given=STORED_COURSE,
    ),
    "line_edit/unreadable_claim": Answer(
        422,
        {
            "errors.0.field": "colour",
            "errors.0.reason": "is not a field of this record",
            "errors.1.field": "billing_provider_npi",
            "errors.1.reason": "must be ten digits that end in a valid NPI check digit",
        },
    ),
    "line_edit/broken_json": Answer(422, {"errors.0.field": "record"}),
    "course_aggregation/course": Answer(
        200, {"fractions.delivered": 5, "fractions.approved": 28, "state": "open"}, given=STORED_COURSE
    ),
    "course_aggregation/course_before_its_claims": Answer(
        404, {"detail": "No course is known under this name."}, given=STORED_COURSE
    ),
    "course_aggregation/course_unknown": Answer(404, {"detail": "No course is known under this name."}),
    "course_aggregation/batch": Answer(404, {"detail": "No batch is known under this name."}),
}
DELIVERIES = {
    "line_edit/patient_group": Delivery(0, sent_to="CourseQueue", sent=1),
    "line_edit/unreadable_message": Delivery(1, sent_to="CourseQueue", sent=0),
    "course_aggregation/patient_group": Delivery(0),
    "course_aggregation/one_unreadable_message": Delivery(1),
    "batch_intake/object_created": Delivery(0, sent_to="ClaimQueue", sent=1),
    "batch_intake/object_gone": Delivery(0, sent_to="ClaimQueue", sent=0),
    "batch_intake/notification_test": Delivery(0, sent_to="ClaimQueue", sent=0),
    "table_import/file_put": Delivery(0),
    "table_import/file_gone": Delivery(0),
    "table_import/no_table": Delivery(0),
}


def event(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return read


def at(body: Any, path: str) -> Any:
    for step in path.split("."):
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body


def test_every_event_file_is_replayed_below() -> None:
    files = {f"{path.parent.name}/{path.stem}" for name in FUNCTIONS for path in (EVENTS / name).glob("*.json")}
    assert files == {*ANSWERS, *DELIVERIES}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_api_event_is_answered(service: Service, name: str) -> None:
    expected = ANSWERS[name]
    for presupposed in expected.given:
        assert service.invoke(presupposed.split("/")[0], event(presupposed))["statusCode"] == 201

    answer = service.invoke(name.split("/", maxsplit=1)[0], event(name))

    body = json.loads(answer["body"])
    assert (answer["statusCode"], {path: at(body, path) for path in expected.facts}) == (
        expected.status,
        expected.facts,
    )
    kind = "application/json" if expected.status < 400 else "application/problem+json"
    assert answer["multiValueHeaders"]["Content-Type"] == [kind]


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_queue_event_is_handled(service: Service, name: str) -> None:
    expected = DELIVERIES[name]
    bucket = service.stack.names["ClaimBucket"]
    service.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    service.s3.put_object(Bucket=bucket, Key="inbox/march batch.jsonl", Body=json_lines(claim("C1"), claim("C2", "M2")))
    service.s3.put_object(Bucket=bucket, Key="tables/AOC_V2026Q1-MCR.txt", Body=ADD_ON_HEADER.encode())
    sent = event(name)

    answer = service.invoke(name.split("/", maxsplit=1)[0], sent)

    assert len(failures(sent, answer)) == expected.failed
    if expected.sent_to:
        assert service.waiting(expected.sent_to) == expected.sent


def test_the_groups_before_an_unreadable_message_are_decided(service: Service) -> None:
    sent = event("course_aggregation/one_unreadable_message")
    assert failures(sent, service.invoke("course_aggregation", sent)) == {sent["Records"][1]["messageId"]}
    (part,) = service.objects("work/20260115-0123456789ab/groups/").values()
    assert [row[2]["claim_id"] for row in json.loads(part)["rows"]] == ["C1", "C2"]
