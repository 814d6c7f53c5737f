"""A patient's item on an emulator that keeps DynamoDB's atomicity and its size limit to the byte."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from tools.deploy import Stack

from radonc.records import Record, parse_record
from radonc_aws.claim_codec import ClaimVersion, encode
from radonc_aws.course_store import CourseStore

PAYER = "priority-health"
ITEM_LIMIT = 400 * 1024
WRITERS = 8


@pytest.fixture
def stores(stack: Stack) -> list[CourseStore]:
    """The deployed table, from as many clients as there are writers."""
    table = stack.outputs["CourseTableName"]
    return [CourseStore(stack.client("dynamodb"), table) for _ in range(WRITERS)]


@pytest.fixture
def patient() -> str:
    """A patient key of this test alone."""
    return uuid.uuid4().hex


def claim(patient: str, number: int) -> Record:
    return parse_record(
        {
            "claim_id": f"C{number}",
            "payer": PAYER,
            "claim_type": "institutional",
            "received_date": "2025-03-31",
            "member_id": patient,
            "billing_provider_npi": "1234567893",
            "bill_type": "131",
            "diagnoses": ["C61"],
            "lines": [{"line_number": 1, "procedure_code": "77385", "units": 1, "service_date": "2025-03-03"}],
        }
    )


def test_fifty_claims_written_twice_by_eight_workers_at_once_are_all_there_and_each_saw_one_more(
    stores: list[CourseStore], patient: str
) -> None:
    versions = [encode(claim(patient, number)) for number in range(50)]

    def write(place: int) -> int:
        return len(stores[place % WRITERS].add(patient, PAYER, [versions[place]]).versions)

    with ThreadPoolExecutor(WRITERS) as workers:
        seen = list(workers.map(write, range(50)))
        again = list(workers.map(write, range(50)))

    assert sorted(seen) == list(range(1, 51))
    assert again == [50] * 50


def test_eight_workers_that_make_an_item_roll_over_lose_nothing(stores: list[CourseStore], patient: str) -> None:
    noise = random.Random(1)
    versions = [ClaimVersion(f"c{number:012d}", b"\x01" + noise.randbytes(29_999)) for number in range(50)]

    with ThreadPoolExecutor(WRITERS) as workers:
        list(workers.map(lambda place: stores[place % WRITERS].add(patient, PAYER, [versions[place]]), range(50)))

    state = stores[0].load(patient)
    assert state is not None
    assert state.versions == {version.name: version.body for version in versions}


def test_an_item_filled_to_its_last_byte_still_rolls_over(
    stack: Stack, stores: list[CourseStore], patient: str
) -> None:
    own = len(f"pk patient#{patient} payer {PAYER} last_segment 0001".replace(" ", ""))
    first = ClaimVersion("cfirst", bytes(300_000))
    filling = ClaimVersion("cfills", bytes(ITEM_LIMIT - own - len("cfirst") - len("cfills") - 300_000))
    for version in (first, filling):
        stores[0].add(patient, PAYER, [version])
    assert last_segment(stack, patient) == "0001"

    state = stores[0].add(patient, PAYER, [ClaimVersion("cmore", bytes(1))])

    assert last_segment(stack, patient) == "0002"
    assert {name: len(body) for name, body in state.versions.items()} == {
        "cfirst": 300_000,
        "cfills": len(filling.body),
        "cmore": 1,
    }


def last_segment(stack: Stack, patient: str) -> str:
    table = stack.outputs["CourseTableName"]
    item = stack.client("dynamodb").get_item(TableName=table, Key={"pk": {"S": f"patient#{patient}"}})["Item"]
    segment: str = item["last_segment"]["S"]
    return segment
