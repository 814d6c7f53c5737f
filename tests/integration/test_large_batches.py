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
from moto import mock_aws

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


@pytest.fixture
def ranged() -> Iterator[Service]:
    """A deployment that reads 1,400 bytes at once: the batch of the fault tests takes some ranges."""
    with deployed(1400) as service:
        yield service


def take_in(service: Service) -> int:
    """Let intake run until it has nothing left to do; returns how often it ran."""
    ran = 0
    while service.deliver("IntakeQueue", "batch_intake", 1):
        ran += 1
        assert ran < 100
    return ran


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
