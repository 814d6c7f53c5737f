"""Idempotency-Key: whoever sends a request again is answered as the first time, and nothing is done twice."""

import json
import time
from collections import Counter
from typing import Any

import boto3
import pytest
from contract.template_file import ROOT
from integration.claims import authorization, claim
from integration.service import Crash, Service
from integration.test_faults import FAULTS, Fault

from radonc_aws import kept_answers

KEY = {"Idempotency-Key": "0d2c7a52-member-PH10952"}
CALLS = 3  # of a keyed claim when nothing fails: the key is claimed, the claim stored, the answer kept
KILLED = ("function killed before the call", "function killed after commit")


def items(service: Service) -> list[dict[str, Any]]:
    """What is kept."""
    found: list[dict[str, Any]] = service.dynamodb.scan(TableName=service.stack.names["AnswerTable"])["Items"]
    return found


def let_time_pass(service: Service) -> None:
    """The function that held the keys has run out of its time."""
    for item in items(service):
        service.dynamodb.update_item(
            TableName=service.stack.names["AnswerTable"],
            Key={"pk": item["pk"]},
            UpdateExpression="SET in_progress_expiration = :past",
            ExpressionAttributeValues={":past": {"N": str(int((time.time() - 1) * 1000))}},
        )


def submit(service: Service, body: Any, headers: Any = None) -> tuple[int, str]:
    """Send a claim; returns status and body as they are."""
    answer = service.send("line_edit", "POST", "/claims", body, headers=KEY if headers is None else headers)
    return answer["statusCode"], answer["body"]


def kind(answer: tuple[int, str]) -> tuple[int, str]:
    """Status and kind of a problem."""
    return answer[0], json.loads(answer[1])["type"].removeprefix("urn:radonc:problem:")


def test_a_repeated_request_is_answered_with_the_bytes_of_its_first_answer(service: Service) -> None:
    """The claim waits for its authorization; sent without the key once that is there, it is allowed."""
    first = submit(service, claim("C1"))
    service.request("precert_lookup", "POST", "/authorizations", authorization())

    assert (first[0], json.loads(first[1])["disposition"]) == (201, "pend")
    assert submit(service, claim("C1")) == first
    assert json.loads(submit(service, claim("C1"), headers={})[1])["disposition"] == "allow"


def test_the_key_with_another_request_is_refused(service: Service) -> None:
    submit(service, claim("C1"))
    assert kind(submit(service, claim("C2"))) == (422, "idempotency-key-reused")
    other_route = service.send("precert_lookup", "POST", "/authorizations", authorization(), headers=KEY)
    assert kind((other_route["statusCode"], other_route["body"])) == (422, "idempotency-key-reused")


def test_one_callers_key_is_nothing_to_another(service: Service) -> None:
    event = json.loads((ROOT / "tests/integration/api_request.json").read_text())
    event |= {"httpMethod": "POST", "path": "/claims", "headers": KEY}
    answers = []
    for principal, claim_id in (("a", "C1"), ("b", "C2")):
        event["requestContext"]["authorizer"]["principalId"] = principal
        answers.append(service.invoke("line_edit", event | {"body": json.dumps(claim(claim_id))})["statusCode"])
    assert answers == [201, 201]
    assert len(items(service)) == 2


def test_a_stored_authorization_is_answered_once_too(service: Service) -> None:
    answers = [
        service.send("precert_lookup", "POST", "/authorizations", authorization(), headers=KEY) for _ in range(2)
    ]
    assert [answer["statusCode"] for answer in answers] == [201, 201]
    assert answers[0]["body"] == answers[1]["body"]


def test_a_refused_request_leaves_its_key_free(service: Service) -> None:
    assert kind(submit(service, claim("C1", payer="nobody"))) == (422, "unreadable")
    assert submit(service, claim("C1"))[0] == 201


@pytest.mark.parametrize("key", ["", " ", "two words", "k" * 256, "ключ"])
def test_a_key_that_is_none_is_refused(service: Service, key: str) -> None:
    status, body = submit(service, claim("C1"), headers={"Idempotency-Key": key})
    assert (status, json.loads(body)["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_keyed_claim_takes_two_more_calls_and_its_repetition_one(service: Service) -> None:
    counted: Counter[str] = Counter()

    def count(model: Any, **_: object) -> None:
        counted[model.name] += 1

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call", count)
    submit(service, claim("C1"))
    assert counted == {"PutItem": 1, "UpdateItem": 2}
    assert counted.total() == CALLS
    counted.clear()
    submit(service, claim("C1"))
    assert counted == {"PutItem": 1}


def test_while_the_first_request_is_answered_the_second_waits(service: Service) -> None:
    Fault(2, Crash(), None).install()
    with pytest.raises(Crash):
        submit(service, claim("C1"))

    waiting = service.send("line_edit", "POST", "/claims", claim("C1"), headers=KEY)
    assert kind((waiting["statusCode"], waiting["body"])) == (409, "in-progress")
    assert waiting["multiValueHeaders"]["Retry-After"] == ["5"]

    let_time_pass(service)
    assert submit(service, claim("C1"))[0] == 201


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_after_any_fault_the_repetition_is_answered_and_the_claim_stored_once(
    service: Service, fault: str, number: int
) -> None:
    struck = FAULTS[fault](number)
    struck.install()
    if fault in KILLED:
        with pytest.raises(Crash):
            submit(service, claim("C1"))
    else:
        assert kind(submit(service, claim("C1"))) == (500, "failed")
    assert struck.struck

    let_time_pass(service)
    status, body = submit(service, claim("C1"))

    assert (status, json.loads(body)["disposition"]) == (201, "pend")
    (patient,) = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    assert len([name for name in patient if name not in ("pk", "payer", "last_segment")]) == 1
    assert submit(service, claim("C1")) == (status, body)


def test_what_is_kept_names_nobody_and_expires_after_a_day(service: Service) -> None:
    submit(service, claim("C1", "PH10952"))
    (item,) = items(service)
    assert set(item) == {"pk", "status", "expires", "in_progress_expiration", "data", "validation"}
    assert "PH10952" not in repr(item)
    assert 0 <= int(item["expires"]["N"]) - time.time() - kept_answers.KEPT_SECONDS + 60 <= 120


def test_an_answer_too_large_to_keep_is_made_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "LARGEST_KEPT", 10)
    first = submit(service, claim("C1"))
    assert first[0] == 201
    assert submit(service, claim("C1")) == first
    assert kind(submit(service, claim("C2"))) == (422, "idempotency-key-reused")
