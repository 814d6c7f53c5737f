"""An object read in ranges is answered with the bytes it gets when it is read in one piece."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3
import pytest
from contract.template_file import ROOT
from integration import declared_stack
from integration.claims import authorization, claim, deliveries, json_lines
from integration.service import Service, new_session
from integration.test_batch_path import ALL_QUEUES, DEAD_LETTERS
from integration.test_faults import BATCH, FAULTS, Fault, assert_decided_once
from integration.test_phi import damaged, named
from moto import mock_aws

from radonc_aws.batch_ledger import shard_groups, shard_size, shards
from radonc_aws.batch_progress import remaining_seconds
from radonc_aws.claim_files import ClaimFiles

SAMPLES = ROOT / "tests" / "samples"
RECORDS: list[Any] = [
    authorization(),
    *(claim(f"C{number}", f"M{number % 4}", lines=deliveries(1, 3 + number)) for number in range(9)),
    claim("C1", "M1", lines=deliveries(1, 4)),
    "{broken",
]
FILES = {
    "json lines": json_lines(*RECORDS),
    "packed json lines cut off": gzip.compress(json_lines(*RECORDS))[:-12],
    "837": (SAMPLES / "dirt.837").read_bytes(),
    "csv": (SAMPLES / "independent" / "claims.csv").read_bytes(),
}


@contextmanager
def deployed(range_bytes: int | None = None) -> Iterator[Service]:
    """A deployment of its own that reads so many bytes at once; by default what the template says."""
    parameters = {} if range_bytes is None else {"IntakeRangeBytes": str(range_bytes)}
    with (
        mock.patch.dict(os.environ, AWS_DEFAULT_REGION=declared_stack.REGION),
        mock.patch.dict(declared_stack.PARAMETERS, parameters),
        mock_aws(),
        mock.patch.object(boto3, "DEFAULT_SESSION", new_session()),
    ):
        yield Service(declared_stack.create())


def decided(content: bytes, range_bytes: int | None = None) -> tuple[dict[str, bytes], list[list[str]], int]:
    """Reports by name, names of what is stored of each patient, and how often intake ran."""
    with deployed(range_bytes) as service:
        service.drop("batch", content)
        ran = service.pump(rounds=2000).count("batch_intake")
        assert service.waiting(*ALL_QUEUES, *DEAD_LETTERS) == 0
        reports = service.objects("reports/")
        (batch_id,) = {key.split("/")[1] for key in reports}
        items = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    stored = sorted([item["pk"]["S"], *sorted(item)] for item in items if item["pk"]["S"].startswith("patient#"))
    return {key.rsplit("/", 1)[1]: _anonymous(body, batch_id) for key, body in reports.items()}, stored, ran


def _anonymous(body: bytes, batch_id: str) -> bytes:
    """A report without the id of its batch and the control numbers that follow from it."""
    for part in (0, 1):
        number = (int(batch_id[9:], 16) + part) % 999_999_999 + 1
        body = body.replace(f"{number:09d}".encode(), b"CONTROL").replace(str(number).encode(), b"CONTROL")
    return body.replace(batch_id.encode(), b"BATCH")


@pytest.mark.parametrize("name", FILES)
def test_every_format_read_in_ranges_gives_the_same_reports(name: str) -> None:
    once, stored, ran_once = decided(FILES[name])
    again, stored_again, ran_again = decided(FILES[name], 700)
    assert again == once
    assert stored_again == stored
    assert json.loads(once["summary.json"])["balanced"]
    assert (ran_once, ran_again > 2) == (1, True)


@pytest.mark.parametrize("honoured", [True, False], ids=["a part", "the whole object"])
def test_a_part_of_an_object_is_read_alike_where_the_answer_holds(honoured: bool) -> None:
    with mock_aws():
        s3 = new_session().client("s3", region_name=declared_stack.REGION)
        s3.create_bucket(Bucket="claims")
        s3.put_object(Bucket="claims", Key="work/one", Body=b"0123456789")
        if not honoured:
            s3.meta.events.register("before-parameter-build.s3.GetObject", lambda params, **_: params.pop("Range"))
        parts = [ClaimFiles(s3, "claims").open("work/one", part=part) for part in (slice(3, 7), slice(3, None))]
        assert [part.read() for part in parts if part] == [b"3456", b"3456789"]


@pytest.fixture
def ranged() -> Iterator[Service]:
    """A deployment that reads 1,400 bytes at once: the batch of the fault tests takes some ranges."""
    with deployed(1400) as service:
        yield service


def take_in(service: Service, most: int = 100) -> None:
    """Let intake run until it has nothing left to do."""
    while service.deliver("IntakeQueue", "batch_intake", 1):
        most -= 1
        assert most


# Calls intake makes for BATCH in ranges of 1,400 bytes when nothing fails.
CALLS = 27


def test_the_faults_below_strike_every_call_of_ranged_intake(ranged: Service) -> None:
    nothing = Fault(0, None, None)
    nothing.install()
    ranged.drop("batch.jsonl", BATCH)
    take_in(ranged)
    assert nothing.calls == CALLS


@pytest.mark.parametrize("kind", ["throttled", "function killed after commit"])
@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_one_fault_while_ranges_are_read_loses_nothing_and_decides_nothing_twice(
    ranged: Service, kind: str, number: int
) -> None:
    fault = FAULTS[kind](number)
    fault.install()
    ranged.drop("batch.jsonl", BATCH)
    take_in(ranged)
    ranged.pump()

    assert fault.struck
    assert_decided_once(ranged)


def test_what_is_kept_between_ranges_names_no_member_however_a_file_is_damaged() -> None:
    with deployed(250) as service:
        for number, content in enumerate(damaged((SAMPLES / "skin-superficial.837").read_bytes())):
            service.drop(f"{number}", content)
        take_in(service, most=400)
        kept = {key: body for key, body in service.objects("").items() if not key.startswith("inbox/")}
        items = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    assert [key for key in kept if "/ranges/" in key]
    assert named(repr((kept, items))) == []


def test_an_object_deleted_between_two_ranges_ends_there_and_its_report_says_so() -> None:
    with deployed(700) as service:
        event = service.put("batch.jsonl", json_lines(*RECORDS))
        service.announce(event)
        service.deliver("IntakeQueue", "batch_intake", 1)
        described = event["Records"][0]["s3"]["object"]
        bucket = service.stack.names["ClaimBucket"]
        service.s3.delete_object(Bucket=bucket, Key="inbox/batch.jsonl", VersionId=described["versionId"])
        service.pump()
        (report,) = service.reports().values()
    assert [(each["kind"], each["reason"]) for each in report["rejects"]] == [("file", "was deleted while it was read")]
    assert (report["summary"]["balanced"], report["summary"]["file_defects"]) == (True, 1)
    assert 0 < report["summary"]["records"] < len(RECORDS)


def test_a_batch_says_how_much_of_it_is_read_while_ranges_are_read() -> None:
    content = json_lines(*RECORDS)
    with deployed(700) as service:
        service.drop("batch.jsonl", content)
        service.deliver("IntakeQueue", "batch_intake", 1)
        batch_id = next(iter(service.objects("work/"))).split("/")[1]
        _, reading = service.request("course_aggregation", "GET", f"/batches/{batch_id}")
        service.pump()
        _, done = service.request("course_aggregation", "GET", f"/batches/{batch_id}")
    assert (reading["status"], reading["patients"], reading["decided"]) == ("reading", 0, 0)
    assert 0 < reading["records"] < len(RECORDS)
    assert 0 < reading["share_done"] < 1
    assert reading["remaining_seconds"] > 0
    assert (done["status"], done["records"], done["decided"], done["rejected"]) == ("done", 12, 9, 1)


def test_ranges_that_come_again_while_a_batch_is_decided_change_nothing() -> None:
    with deployed(700) as service:
        event = service.put("batch.jsonl", json_lines(*RECORDS))
        service.announce(event)
        take_in(service)
        service.announce(event)
        service.deliver("IntakeQueue", "batch_intake", 1)
        service.deliver("IntakeQueue", "batch_intake", 1)
        while service.deliver("ClaimQueue", "line_edit", 1) or service.deliver("CourseQueue", "course_aggregation", 10):
            pass
        (report,) = service.reports().values()
        published = service.objects("reports/")
        service.pump()
        assert service.objects("reports/") == published
        assert service.waiting(*ALL_QUEUES, *DEAD_LETTERS) == 0
    assert (report["summary"]["records"], report["summary"]["balanced"]) == (12, True)


@pytest.mark.parametrize(
    ("done", "whole", "elapsed", "left"),
    [
        (1, 4, 30.0, 90),
        (0, 4, 30.0, None),
        (4, 4, 30.0, 0),
        (2, 0, 30.0, None),
        (1, 3, 0.0, None),
        (299, 300, 10.0, 0),
        (2, 300, 10.0, None),
        (3, 300, 10.0, 990),
    ],
)
def test_the_rest_is_estimated_from_the_pace_so_far(done: int, whole: int, elapsed: float, left: int | None) -> None:
    """A quarter took 30 s: three quarters take 90 s. Less than a hundredth is no pace yet."""
    assert remaining_seconds(done, whole, elapsed) == left


def test_a_batch_of_a_million_patients_is_counted_in_shards_that_can_be_read_at_once() -> None:
    assert [(shards(groups), shard_groups(groups)) for groups in (1, 100, 101, 40_000, 1_000_000)] == [
        (1, 100),
        (1, 100),
        (2, 100),
        (400, 100),
        (400, 2500),
    ]
    assert sum(shard_size(shard, 1_000_001) for shard in range(shards(1_000_001))) == 1_000_001


def test_a_batch_whose_page_would_not_fit_in_memory_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radonc_aws.batch_report.LARGEST_PAGE_BYTES", 6_000)
    with deployed() as service:
        for number in (1, 3):
            claims = [claim(f"C{number}-{each}", f"M{each}", lines=deliveries(1)) for each in range(number)]
            service.drop(f"{number}.jsonl", json_lines(*claims))
        service.pump()
        pages = [key for key in service.objects("reports/") if key.endswith("report.html")]
        sizes = sorted(len(body) for key, body in service.objects("reports/").items() if "decisions" in key)
    assert sizes[0] <= 6_000 < sizes[1]
    assert len(pages) == 1
