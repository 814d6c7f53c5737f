"""Files dropped into the inbox come back as the reports the library would write for the same records."""

import gzip
import json
from pathlib import Path

import pytest
from tools.api import call
from tools.deploy import Stack
from tools.inbox import drop, error_logs, follow, reports
from tools.template import ROOT

from radonc.intake import Accepted, read_records
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import Record, parse_record

BATCHES = ROOT / "events" / "batches"
AUTHORIZATIONS = (BATCHES / "authorizations.jsonl").read_text().splitlines()
MEMBERS = ("PROSTATE01", "LUNG02", "SKIN03", "COLON04", "ARC05", "DIRT06")


def decided(stack: Stack, source: Path, name: str | None = None) -> dict[str, str]:
    """Drop a file and return its reports once it is decided."""
    *_, done = follow(stack, drop(stack, source, name))
    return reports(stack, done)


def records(name: str, book: PolicyBook) -> list[Record]:
    """Return the readable records of one of our batches."""
    with (BATCHES / name).open("rb") as stream:
        found = read_records(stream, name, payers=book.payer_ids, known_payers=book.payers)
        return [entry.record for entry in found if isinstance(entry, Accepted)]


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_book()


@pytest.fixture(scope="session")
def key(stack: Stack) -> bytes:
    """The key the stack made for itself; decisions name courses by it."""
    [name] = stack.physical("AWS::SecretsManager::Secret").values()
    secret: str = stack.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    return secret.encode()


@pytest.fixture(scope="session")
def authorized(stack: Stack) -> list[Record]:
    """The authorizations, stored through the API."""
    answers = [call(stack, "POST", "/authorizations", line) for line in AUTHORIZATIONS]
    assert [answer.status for answer in answers] == [201, 201]
    return [parse_record(line) for line in AUTHORIZATIONS]


@pytest.fixture(scope="session")
def physician_group(stack: Stack, authorized: list[Record]) -> dict[str, str]:
    assert len(authorized) == 2
    return decided(stack, BATCHES / "physician-group.837")


@pytest.fixture(scope="session")
def hospital(stack: Stack, physician_group: dict[str, str]) -> dict[str, str]:
    assert physician_group
    return decided(stack, BATCHES / "hospital.jsonl")


def test_an_837_batch_is_decided_as_the_library_decides_it(
    physician_group: dict[str, str], authorized: list[Record], book: PolicyBook, key: bytes
) -> None:
    expected = decide([*authorized, *records("physician-group.837", book)], book, key=key).decisions
    assert [json.loads(line) for line in physician_group["decisions.jsonl"].splitlines()] == list(expected)


def test_a_second_batch_is_decided_over_what_the_first_one_left(
    hospital: dict[str, str], authorized: list[Record], book: PolicyBook, key: bytes
) -> None:
    known = [*authorized, *records("physician-group.837", book)]
    expected = decide([*known, *records("hospital.jsonl", book)], book, key=key).decisions
    own = [one for one in expected if one["claim_id"].startswith("H-")]
    assert [json.loads(line) for line in hospital["decisions.jsonl"].splitlines()] == own


def test_the_sixth_fraction_of_a_stereotactic_course_is_denied_with_its_source(physician_group: dict[str, str]) -> None:
    claims = {one["claim_id"]: one for one in map(json.loads, physician_group["decisions.jsonl"].splitlines())}
    sixth = claims["RO-LUNG-1"]["lines"][5]
    assert (sixth["procedure_code"], sixth["billed_units"], sixth["allowed_units"]) == ("77373", 1, 0)
    assert [(one["edit"], one["severity"], one["citations"][0]["source"]) for one in sixth["findings"]] == [
        ("DEL003", "deny", "002")
    ]


def test_unreadable_records_are_set_aside_and_the_counts_balance(hospital: dict[str, str]) -> None:
    rejects = [json.loads(line) for line in hospital["rejects.jsonl"].splitlines()]
    assert [(one["claim_id"], one["field"], one["position"]) for one in rejects] == [
        ("H-BAD-1", "billing_provider_npi", {"line": 7}),
        ("H-BAD-2", "lines[0].units", {"line": 8}),
    ]
    summary = json.loads(hospital["summary.json"])
    counts = {name: summary[name] for name in ("records", "decided", "authorizations", "duplicates", "rejected")}
    assert counts == {"records": 8, "decided": 4, "authorizations": 2, "duplicates": 0, "rejected": 2}


def test_the_same_file_sent_again_packed_gives_the_same_bytes(
    stack: Stack, hospital: dict[str, str], tmp_path: Path
) -> None:
    packed = tmp_path / "again.jsonl.gz"
    packed.write_bytes(gzip.compress((BATCHES / "hospital.jsonl").read_bytes()))
    assert decided(stack, packed)["decisions.jsonl"] == hospital["decisions.jsonl"]


def test_an_empty_file_is_answered_with_a_report_too(stack: Stack, tmp_path: Path) -> None:
    empty = tmp_path / "empty.837"
    empty.write_bytes(b"")
    texts = decided(stack, empty)
    assert texts["decisions.jsonl"] == ""
    assert [json.loads(line)["kind"] for line in texts["rejects.jsonl"].splitlines()] == ["file"]


def test_no_function_failed_and_no_message_was_given_up(stack: Stack, hospital: dict[str, str]) -> None:
    assert hospital
    assert error_logs(stack).strip() == "the functions logged no error"
    sqs = stack.client("sqs")
    waiting = [
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
        for url in stack.outputs["DeadLetterQueueUrls"].split(",")
    ]
    assert waiting == [{"ApproximateNumberOfMessages": "0"}] * 4


def test_no_member_id_stands_in_a_log_an_object_name_or_a_key(stack: Stack, hospital: dict[str, str]) -> None:
    assert hospital
    logs, s3, dynamodb = stack.client("logs"), stack.client("s3"), stack.client("dynamodb")
    said = [
        event["message"]
        for group in logs.describe_log_groups()["logGroups"]
        for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
    ]
    named = [entry["Key"] for entry in s3.list_objects_v2(Bucket=stack.outputs["ClaimBucketName"])["Contents"]]
    items = dynamodb.scan(TableName=stack.outputs["CourseTableName"])["Items"]
    keys = [item["pk"]["S"] for item in items]
    assert [text for text in [*said, *named, *keys] if any(member in text for member in MEMBERS)] == []
    assert len(keys) > len(MEMBERS) - 1
