"""One object in the inbox, decisions in the reports: counts balance, answers are those of the pure rules."""

import gzip
import io
import json
import random
from collections import Counter
from typing import Any

import boto3
import pytest
from integration.claims import authorization, claim, deliveries, json_lines
from integration.service import Service

from radonc.pipeline import decide
from radonc.records import parse_record
from radonc_aws.observability import logger
from radonc_aws.policies import policy_book

ALL_QUEUES = ("IntakeQueue", "ClaimQueue", "CourseQueue")
MEMBER = "MEMBER-7788"
DEAD_LETTERS = ("IntakeDeadLetters", "ClaimDeadLetters", "CourseDeadLetters")


def decided_purely(*records: dict[str, Any]) -> list[dict[str, Any]]:
    """What the pure pipeline answers."""
    review = decide([parse_record(record) for record in records], policy_book(()))
    decisions: list[dict[str, Any]] = json.loads(json.dumps(review.decisions))
    return decisions


def secret_claim(claim_id: str, **changes: Any) -> dict[str, Any]:
    """A claim of the member no output may name."""
    return claim(claim_id, MEMBER, authorization_number="A1", **changes)


def only_report(service: Service) -> dict[str, Any]:
    (report,) = service.reports().values()
    return report


def test_a_batch_is_decided_as_the_pure_pipeline_decides_it(service: Service) -> None:
    records = [authorization(), claim("C1"), claim("C2", "M2"), claim("C3", lines=deliveries(1, 20))]
    service.drop("march.jsonl", json_lines(*records))

    assert service.pump() == ["batch_intake", "line_edit", "course_aggregation"]

    report = only_report(service)
    assert report["decisions"] == decided_purely(*records)
    assert report["rejects"] == []


def test_the_decision_lines_are_the_bytes_of_the_pure_pipeline(service: Service) -> None:
    records = [claim("C2", "M2"), authorization(), claim("C1")]
    service.drop("march.jsonl", json_lines(*records))
    service.pump()

    (content,) = [body for key, body in service.objects("reports/").items() if key.endswith("decisions.jsonl")]
    review = decide([parse_record(record) for record in records], policy_book(()))
    lines = [json.dumps(decision, ensure_ascii=False, separators=(",", ":")) + "\n" for decision in review.decisions]
    assert content.decode() == "".join(lines)


def test_dirt_is_set_aside_with_its_position_and_the_rest_is_decided(service: Service) -> None:
    reused = claim("C1", lines=deliveries(2))
    content = json_lines(
        authorization(),
        claim("C1"),
        "{broken",
        claim("C1"),
        claim("C2", payer="nobody"),
        claim("C3", "M2", units=3),
        reused,
        claim("C4", "M2"),
    )
    service.drop("dirt.jsonl", content)
    service.pump()

    report = only_report(service)
    assert [decision["claim_id"] for decision in report["decisions"]] == ["C1", "C4"]
    assert [(reject["position"], reject["claim_id"], reject["field"]) for reject in report["rejects"]] == [
        ({"line": 3}, None, "record"),
        ({"line": 5}, "C2", "payer"),
        ({"line": 6}, "C3", "units"),
        ({"line": 7}, "C1", "claim_id"),
    ]
    counted = ("records", "decided", "authorizations", "duplicates", "rejected", "balanced")
    assert [report["summary"][name] for name in counted] == [8, 2, 1, 1, 4, True]


def test_an_empty_object_is_reported_as_such(service: Service) -> None:
    service.drop("empty.jsonl", b"")

    assert service.pump() == ["batch_intake"]

    report = only_report(service)
    assert report["decisions"] == []
    assert [(reject["kind"], reject["reason"]) for reject in report["rejects"]] == [("file", "is empty")]
    assert [report["summary"][name] for name in ("records", "file_defects", "balanced")] == [0, 1, True]


def test_a_truncated_gzip_reports_the_damage_and_decides_what_it_could_read(service: Service) -> None:
    claims = [claim(f"C{number}", f"M{number}", diagnoses=[f"C{number % 80:02d}"]) for number in range(300)]
    packed = gzip.compress(json_lines(*claims))
    service.drop("cut.jsonl.gz", packed[: len(packed) // 2])
    service.pump()

    summary = only_report(service)["summary"]
    assert summary["balanced"]
    assert summary["file_defects"] == 1
    assert 0 < summary["decided"] < 300


def test_the_notification_s3_sends_to_test_a_queue_is_accepted(service: Service) -> None:
    service.announce({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "claimbucket"})

    assert service.pump() == ["batch_intake"]
    assert service.objects("") == {}
    assert service.waiting(*ALL_QUEUES, *DEAD_LETTERS) == 0


def test_an_object_deleted_before_it_was_read_is_passed_over(service: Service) -> None:
    event = service.put("gone.jsonl", json_lines(claim("C1")))
    described = event["Records"][0]["s3"]["object"]
    service.s3.delete_object(
        Bucket=service.stack.names["ClaimBucket"], Key="inbox/gone.jsonl", VersionId=described["versionId"]
    )
    service.announce(event)

    assert service.pump() == ["batch_intake"]
    assert service.waiting(*ALL_QUEUES, *DEAD_LETTERS) == 0


def test_an_object_overwritten_before_it_was_read_is_read_as_it_was_announced(service: Service) -> None:
    first = service.put("same.jsonl", json_lines(claim("C1")))
    second = service.put("same.jsonl", json_lines(claim("C2", "M2")))
    service.announce(first)
    service.announce(second)
    service.pump()

    decided = [report["decisions"][0]["claim_id"] for report in service.reports().values()]
    assert sorted(decided) == ["C1", "C2"]


def test_a_notification_delivered_twice_makes_one_batch_with_the_same_reports(service: Service) -> None:
    event = service.put("twice.jsonl", json_lines(claim("C1"), claim("C2", "M2")))
    service.announce(event)
    service.pump()
    once = service.objects("reports/")
    service.announce(event)
    service.pump()

    assert service.objects("reports/") == once
    assert len(service.reports()) == 1


def test_the_same_records_in_any_order_and_with_copies_are_decided_the_same(service: Service) -> None:
    records = [
        authorization(),
        *(claim(f"C{n}", lines=deliveries(2, 3 + 2 * n), received_date=f"2025-04-{n + 1:02d}") for n in range(8)),
    ]
    shuffled = [*records, *records[:3]]
    random.Random(3).shuffle(shuffled)
    service.drop("shuffled.jsonl", json_lines(*shuffled))
    service.pump()

    report = only_report(service)
    by_id = {decision["claim_id"]: decision for decision in report["decisions"]}
    assert [by_id[decision["claim_id"]] for decision in decided_purely(*records)] == decided_purely(*records)
    assert [report["summary"][name] for name in ("records", "decided", "duplicates")] == [12, 8, 3]


def test_a_batch_has_a_page_and_a_summary_with_the_money_at_stake(service: Service) -> None:
    """Five lines of 900.00 wait for an authorization that is not there."""
    service.drop("march.jsonl", json_lines(claim("C1")))
    service.pump()

    pages = {key.rsplit("/", 1)[1]: body for key, body in service.objects("reports/").items()}
    answers = {"277ca-00000.x12", "claim-responses-00000.ndjson", "worklist.csv"}
    assert set(pages) == {"decisions.jsonl", "rejects.jsonl", "report.html", "summary.json", *answers}
    assert pages["report.html"].decode().lstrip().lower().startswith("<!doctype html>")
    money = json.loads(pages["summary.json"])["money"]
    assert (money["charged"], money["at_stake"]) == ("4500.00", "4500.00")
    assert money["by_category"] == {"authorization": "4500.00"}


def test_neither_the_member_nor_the_name_of_the_file_leaves_the_inbox(service: Service) -> None:
    service.drop("SMITH-JOHN.jsonl", json_lines(secret_claim("C1"), f"{{broken {MEMBER}"))
    service.pump()

    written = {key: body for key, body in service.objects("").items() if not key.startswith("inbox/")}
    table = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    everything = repr((written, table))
    assert written
    assert MEMBER not in everything
    assert "SMITH" not in everything


def test_messages_between_the_functions_do_not_hold_the_member(service: Service) -> None:
    service.drop("x.jsonl", json_lines(secret_claim("C1")))
    assert service.deliver("IntakeQueue", "batch_intake", 1)
    (parcel,) = service.sqs.receive_message(QueueUrl=service.stack.names["ClaimQueue"], VisibilityTimeout=0)["Messages"]
    assert service.deliver("ClaimQueue", "line_edit", 1)
    (group,) = service.sqs.receive_message(QueueUrl=service.stack.names["CourseQueue"])["Messages"]
    assert MEMBER not in parcel["Body"] + group["Body"]


def test_no_member_reaches_the_logs(
    service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = io.StringIO()
    monkeypatch.setattr(logger().registered_handler, "stream", logged)
    service.drop("x.jsonl", json_lines(secret_claim("C1"), secret_claim("C2", units=1)))
    service.pump()
    service.request("line_edit", "POST", "/claims", secret_claim("C3", lines=[]))
    service.request("line_edit", "POST", "/claims", secret_claim("C3"))

    said = capsys.readouterr()
    assert "batch taken in" in logged.getvalue()
    assert MEMBER not in logged.getvalue() + said.out + said.err


def test_a_patient_too_large_for_a_queue_travels_by_the_bucket(service: Service) -> None:
    noise = random.Random(5)
    sites = [f"{noise.getrandbits(300):x}" for _ in range(999)]
    lines = [
        {**deliveries(1)[0], "line_number": n + 1, "treatment_site": site, "documents": [site[::-1]]}
        for n, site in enumerate(sites)
    ]
    dates = ["2025-03-03", "2025-03-04", "2025-03-05"]
    large = [claim(f"C{n}", lines=[{**line, "service_date": on} for line in lines]) for n, on in enumerate(dates)]
    service.drop("large.jsonl", json_lines(*large, claim("C9", "M2")))
    service.pump()

    assert [decision["claim_id"] for decision in only_report(service)["decisions"]] == ["C0", "C1", "C2", "C9"]
    pointed = [key.split("/")[2] for key in service.objects("work/") if "/patients/" in key or "/courses/" in key]
    assert sorted(pointed) == ["courses", "patients"]


def test_a_claim_too_large_to_store_is_rejected_not_lost(service: Service) -> None:
    noise = random.Random(5)
    documents = [[f"{noise.getrandbits(310):x}" for _ in range(16)] for _ in range(700)]
    lines = [{**deliveries(1)[0], "line_number": n + 1, "documents": d} for n, d in enumerate(documents)]
    service.drop("huge.jsonl", json_lines(claim("C1", lines=lines), claim("C2")))
    service.pump()

    report = only_report(service)
    assert [decision["claim_id"] for decision in report["decisions"]] == ["C2"]
    (reject,) = report["rejects"]
    assert (reject["claim_id"], reject["field"]) == ("C1", "record")
    assert reject["reason"] == "takes more than 300000 bytes to store; split the claim"
    assert report["summary"]["balanced"]


@pytest.fixture
def calls(service: Service) -> Counter[str]:
    """Operations the functions call, counted from now on."""
    counted: Counter[str] = Counter()

    def count(model: Any, **_: object) -> None:
        counted[f"{model.service_model.service_name}.{model.name}"] += 1

    assert service
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call", count)
    return counted


def test_a_batch_by_patient_takes_a_fifth_of_a_table_call_per_claim(service: Service, calls: Counter[str]) -> None:
    """Ten patients with twelve claims each: one write a patient, and four to keep the batch's count."""
    records = [
        claim(f"P{patient}C{n}", f"M{patient}", lines=deliveries(1, 3 + n)) for patient in range(10) for n in range(12)
    ]
    service.drop("ten.jsonl", json_lines(*records))
    service.pump()

    table_calls = {name: number for name, number in calls.items() if name.startswith("dynamodb")}
    assert table_calls == {"dynamodb.UpdateItem": 10 + 4, "dynamodb.GetItem": 1}
    assert sum(table_calls.values()) / len(records) <= 0.2


def test_a_batch_of_more_than_one_shard_is_counted_and_merged_in_input_order(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radonc_aws.batch_ledger.SHARD", 3)
    records = [claim(f"C{number}", f"M{number % 8}", lines=deliveries(1, 3 + number)) for number in range(20)]
    service.drop("shards.jsonl", json_lines(*records, "{broken"))
    service.pump()

    report = only_report(service)
    assert [decision["claim_id"] for decision in report["decisions"]] == [f"C{number}" for number in range(20)]
    assert [reject["position"] for reject in report["rejects"]] == [{"line": 21}]
    assert report["summary"]["balanced"]
