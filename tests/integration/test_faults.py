"""Every AWS call fails once, in every way it can: afterwards nothing is lost and nothing is decided twice."""

import io
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError, ResponseStreamingError
from integration.claims import authorization, claim, deliveries, json_lines
from integration.service import Crash, Service, failures, queue_event
from integration.test_batch_path import ALL_QUEUES, DEAD_LETTERS, decided_purely

RECORDS = [
    authorization(),
    claim("C1"),
    claim("C2", "M2"),
    claim("C1"),
    claim("C3", lines=deliveries(2, 20), received_date="2025-04-15"),
]
BATCH = json_lines(*RECORDS, "{broken")


class Fault:
    """Strikes one AWS call of the functions: the n-th, counted over the whole run."""

    def __init__(self, number: int, before: BaseException | None, after: BaseException | None) -> None:
        self.number = number
        self.before = before
        self.after = after
        self.calls = 0
        self.struck = ""

    def install(self) -> None:
        assert boto3.DEFAULT_SESSION is not None
        boto3.DEFAULT_SESSION.events.register("before-call", self._before)
        boto3.DEFAULT_SESSION.events.register("after-call", self._after)

    def _before(self, model: Any, context: dict[str, Any], **_: object) -> None:
        self.calls += 1
        context["number"] = self.calls
        if self.calls == self.number and self.before is not None:
            self.struck = model.name
            raise self.before

    def _after(self, model: Any, context: dict[str, Any], **_: object) -> None:
        if context["number"] == self.number and self.after is not None:
            self.struck = model.name
            raise self.after


def throttled() -> ClientError:
    answer = {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "Rate exceeded"}}
    return ClientError(answer, "AnyOperation")  # type: ignore[arg-type]


def reset() -> ConnectionClosedError:
    return ConnectionClosedError(endpoint_url="https://example.invalid")


def timed_out() -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url="https://example.invalid")


FAULTS: dict[str, Callable[[int], Fault]] = {
    "throttled": lambda number: Fault(number, throttled(), None),
    "connection reset": lambda number: Fault(number, reset(), None),
    "timeout after commit": lambda number: Fault(number, None, timed_out()),
    "function killed before the call": lambda number: Fault(number, Crash(), None),
    "function killed after commit": lambda number: Fault(number, None, Crash()),
}
# Calls the functions make for BATCH when nothing fails.
CALLS = 27
EXPECTED = {"records": 6, "decided": 3, "authorizations": 1, "duplicates": 1, "rejected": 1, "balanced": True}


def assert_decided_once(service: Service) -> None:
    """All is decided as if nothing had failed, and nothing waits anywhere."""
    (report,) = service.reports().values()
    assert report["decisions"] == decided_purely(*RECORDS)
    assert [reject["position"] for reject in report["rejects"]] == [{"line": 6}]
    assert report["summary"] == {**report["summary"], **EXPECTED}
    assert service.waiting(*ALL_QUEUES, *DEAD_LETTERS) == 0


def test_the_faults_below_strike_every_call_there_is(service: Service) -> None:
    nothing = Fault(0, None, None)
    nothing.install()
    service.drop("batch.jsonl", BATCH)
    service.pump()

    assert nothing.calls == CALLS


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_one_fault_loses_nothing_and_decides_nothing_twice(service: Service, kind: str, number: int) -> None:
    fault = FAULTS[kind](number)
    fault.install()
    service.drop("batch.jsonl", BATCH)
    service.pump()

    assert fault.struck
    assert_decided_once(service)


def test_a_connection_lost_in_the_middle_of_an_object_reads_it_again(service: Service) -> None:
    lost = iter([True])

    class Torn(io.RawIOBase):
        def read(self, _size: int | None = -1) -> bytes:
            raise ResponseStreamingError(error="connection reset")

    def tear(parsed: dict[str, Any], **_: object) -> None:
        if next(lost, False):
            parsed["Body"] = Torn()

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("after-call.s3.GetObject", tear)
    service.drop("batch.jsonl", BATCH)

    assert service.pump() == ["batch_intake", "batch_intake", "line_edit", "course_aggregation"]
    assert_decided_once(service)


def test_messages_a_queue_refuses_are_sent_again(service: Service) -> None:
    refusals = iter([True])

    def refuse_first(parsed: dict[str, Any], **_: object) -> None:
        if next(refusals, False):
            parsed["Failed"] = [{"Id": parsed["Successful"].pop()["Id"], "SenderFault": False, "Code": "InternalError"}]

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("after-call.sqs.SendMessageBatch", refuse_first)
    service.drop("batch.jsonl", BATCH)
    service.pump()

    assert next(refusals, None) is None
    assert_decided_once(service)


def test_one_poison_message_goes_to_the_dead_letters_and_holds_back_nobody(service: Service) -> None:
    service.sqs.send_message(
        QueueUrl=service.stack.names["CourseQueue"],
        MessageBody="not a group",
        MessageGroupId="poison",
        MessageDeduplicationId="poison",
    )
    service.drop("batch.jsonl", BATCH)
    service.pump()

    (report,) = service.reports().values()
    assert report["summary"]["balanced"]
    assert [service.waiting(queue) for queue in DEAD_LETTERS] == [0, 0, 1]


def test_groups_delivered_twice_and_out_of_order_are_decided_once(service: Service) -> None:
    service.drop("batch.jsonl", BATCH)
    assert service.deliver("IntakeQueue", "batch_intake", 1)
    assert service.deliver("ClaimQueue", "line_edit", 1)
    url = service.stack.names["CourseQueue"]
    received = service.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"])[
        "Messages"
    ]
    assert len(received) == 2
    for messages in (received[::-1], received, received[:1]):
        event = queue_event(messages, url)
        assert failures(event, service.invoke("course_aggregation", event)) == set()
    for message in received:
        service.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    assert_decided_once(service)


def test_a_patient_the_rules_fail_on_is_rejected_and_holds_up_nobody(service: Service) -> None:
    """Here because the fold does not know the payer that line edit still knew; any failure of a rule ends the same."""
    service.drop("batch.jsonl", BATCH)
    service.deliver("IntakeQueue", "batch_intake", 1)
    service.deliver("ClaimQueue", "line_edit", 1)
    url = service.stack.names["CourseQueue"]
    for message in service.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]:
        group = json.loads(message["Body"])
        if len(group["versions"]) == 1:
            group["payer"] = "profile-withdrawn"
        service.sqs.send_message(
            QueueUrl=url,
            MessageBody=json.dumps(group),
            MessageGroupId=group["patient"],
            MessageDeduplicationId=f"again-{group['number']}",
        )
        service.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    service.pump()

    (report,) = service.reports().values()
    assert [decision["claim_id"] for decision in report["decisions"]] == ["C1", "C3"]
    rejected = [(reject["claim_id"], reject["field"], reject["reason"]) for reject in report["rejects"]]
    assert rejected[0] == (
        "C2",
        "record",
        "was stored but could not be decided: the rules failed on this patient's records",
    )
    assert report["summary"]["balanced"]
    assert service.waiting(*DEAD_LETTERS) == 0
