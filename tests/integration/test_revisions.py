"""A later record that changes an earlier decision: published with before, after and cause, and only then."""

import json
from typing import Any

import boto3
import pytest
from integration.claims import authorization, claim, deliveries, json_lines
from integration.service import Service


def late_authorization() -> dict[str, Any]:
    return authorization(received_date="2025-04-10")


@pytest.fixture
def events(service: Service) -> list[dict[str, Any]]:
    """Details of the events sent to the decision bus from now on."""
    sent: list[dict[str, Any]] = []

    def keep(params: dict[str, Any], **_: object) -> None:
        entries = json.loads(params["body"])["Entries"] if "body" in params else params["Entries"]
        assert {entry["EventBusName"] for entry in entries} == {service.stack.names["DecisionBus"]}
        sent.extend(json.loads(entry["Detail"]) for entry in entries)

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.events.PutEvents", keep)
    return sent


def test_a_late_authorization_revises_the_claims_it_was_missing_for(
    service: Service, events: list[dict[str, Any]]
) -> None:
    status, decision = service.request("line_edit", "POST", "/claims", claim("C1"))
    assert (status, decision["disposition"]) == (201, "pend")

    status, _ = service.request("precert_lookup", "POST", "/authorizations", late_authorization())

    assert status == 201
    (revision,) = events
    assert (revision["claim_id"], revision["before"]["disposition"], revision["after"]["disposition"]) == (
        "C1",
        "pend",
        "allow",
    )
    assert revision["before"]["lines"][0]["edits"] == ["AUT001"]
    assert revision["after"]["lines"][0]["edits"] == []
    assert revision["cause"]["records"] == ["authorization A-M1"]
    (stored,) = service.objects("reports/revisions/").items()
    assert stored[0] == f"reports/revisions/{revision['revision_id']}.json"
    assert json.loads(stored[1]) == revision


def test_an_authorization_withdrawn_from_a_day_on_revises_the_services_after_it(
    service: Service, events: list[dict[str, Any]]
) -> None:
    # The withdrawal is a later record of the number and code (D-08) that ends on the last day still approved.
    service.request("precert_lookup", "POST", "/authorizations", authorization())
    service.request("line_edit", "POST", "/claims", claim("C1"))
    withdrawal = authorization(received_date="2025-04-10", valid_to="2025-03-05")
    status, _ = service.request("precert_lookup", "POST", "/authorizations", withdrawal)

    assert status == 201
    (revision,) = events
    assert [line["disposition"] for line in revision["before"]["lines"]] == ["allow"] * 5
    assert [line["disposition"] for line in revision["after"]["lines"]] == ["allow"] * 3 + ["deny"] * 2
    assert [line["edits"] for line in revision["after"]["lines"]] == [[]] * 3 + [["AUT003"]] * 2
    assert revision["cause"]["records"] == ["authorization A-M1"]


def test_a_batch_reports_the_revisions_it_caused(service: Service, events: list[dict[str, Any]]) -> None:
    service.drop("claims.jsonl", json_lines(claim("C1"), claim("C2", "M2")))
    service.pump()
    first = set(service.reports())
    service.drop("late.jsonl", json_lines(late_authorization()))
    service.pump()

    (batch_id,) = set(service.reports()) - first
    report = service.reports()[batch_id]
    assert report["revisions"] == events
    assert [revision["claim_id"] for revision in events] == ["C1"]
    assert events[0]["cause"] == {"delivery": batch_id, "records": ["authorization A-M1"]}
    assert (report["summary"]["authorizations"], report["summary"]["revised"]) == (1, 1)


def test_what_was_published_is_never_overwritten(service: Service) -> None:
    service.drop("claims.jsonl", json_lines(claim("C1")))
    service.pump()
    before = service.objects("reports/")
    service.drop("late.jsonl", json_lines(late_authorization()))
    service.pump()

    after = service.objects("reports/")
    assert {key: after[key] for key in before} == before


def test_a_record_that_changes_no_answer_revises_nothing(service: Service, events: list[dict[str, Any]]) -> None:
    service.request("precert_lookup", "POST", "/authorizations", authorization())
    service.request("line_edit", "POST", "/claims", claim("C1"))
    service.request("line_edit", "POST", "/claims", claim("C2", lines=deliveries(2, 20), received_date="2025-04-15"))

    assert events == []


def test_the_same_authorization_again_revises_nothing_more(service: Service, events: list[dict[str, Any]]) -> None:
    service.request("line_edit", "POST", "/claims", claim("C1"))
    service.request("precert_lookup", "POST", "/authorizations", late_authorization())
    service.drop("again.jsonl", json_lines(late_authorization()))
    service.pump()

    assert [revision["claim_id"] for revision in events] == ["C1"]


def test_a_repeated_request_repeats_its_revision_under_the_same_id(
    service: Service, events: list[dict[str, Any]]
) -> None:
    """Its sender saw no answer, so neither may the readers of the bus have."""
    service.request("line_edit", "POST", "/claims", claim("C1"))
    for _ in range(2):
        service.request("precert_lookup", "POST", "/authorizations", late_authorization())

    assert [revision["claim_id"] for revision in events] == ["C1", "C1"]
    assert len({revision["revision_id"] for revision in events}) == 1
    assert len(service.objects("reports/revisions/")) == 1


def test_a_void_revises_the_claim_it_voids(service: Service, events: list[dict[str, Any]]) -> None:
    service.request("precert_lookup", "POST", "/authorizations", authorization())
    service.request("line_edit", "POST", "/claims", claim("C1"))
    void = claim("C1V", frequency_code="8", original_claim_id="C1", received_date="2025-05-01")
    _, decision = service.request("line_edit", "POST", "/claims", void)

    assert decision["status"] == "void"
    (revision,) = events
    assert (revision["before"]["status"], revision["after"]["status"]) == ("active", "void")
    assert revision["after"]["lines"][0] == {
        **revision["after"]["lines"][0],
        "disposition": "superseded",
        "allowed_units": 0,
    }


def test_an_earlier_claim_under_the_same_id_displaces_the_later_one(
    service: Service, events: list[dict[str, Any]]
) -> None:
    """D-22: the earlier received is kept, whichever came to us first."""
    service.request("line_edit", "POST", "/claims", claim("C1", received_date="2025-04-20"))
    status, _ = service.request("line_edit", "POST", "/claims", claim("C1", received_date="2025-04-01"))

    assert status == 201
    (revision,) = events
    assert revision["after"] == {
        "frequency_code": "1",
        "status": "rejected",
        "disposition": "rejected",
        "lines": [],
    }


def test_an_answer_lost_on_its_way_to_the_bus_fails_the_request_and_can_be_repeated(service: Service) -> None:
    refusals = iter([True])

    def refuse_once(parsed: dict[str, Any], **_: object) -> None:
        parsed["FailedEntryCount"] = int(next(refusals, False))

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("after-call.events.PutEvents", refuse_once)
    service.request("line_edit", "POST", "/claims", claim("C1"))

    first, body = service.request("precert_lookup", "POST", "/authorizations", late_authorization())
    second, _ = service.request("precert_lookup", "POST", "/authorizations", late_authorization())
    assert (first, body["type"], second) == (500, "urn:radonc:problem:failed", 201)


def test_a_claim_beyond_what_a_member_may_have_is_refused_with_that_reason_and_revises_nothing(
    service: Service, events: list[dict[str, Any]]
) -> None:
    # 2,000 services a date: two claims of 999 fit, the third one received does not (ADR 0010).
    blood = {**deliveries(1)[0], "procedure_code": "85025", "revenue_code": "0305"}
    full = [{**blood, "line_number": number} for number in range(1, 1000)]
    answers = [
        service.request("line_edit", "POST", "/claims", claim(name, lines=full, received_date=f"2025-04-0{day}"))
        for day, name in enumerate(("C1", "C2", "C3"), 1)
    ]

    assert [status for status, _ in answers] == [201, 201, 422]
    assert [(each["field"], each["reason"]) for each in answers[2][1]["errors"]] == [
        ("lines", "give the member more than 2,000 services on 2025-03-03; so many are not judged")
    ]
    assert events == []
