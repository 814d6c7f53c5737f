"""A patient's item: what is stored, in how many calls, and what happens at the size limit."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from integration.claims import authorization, claim, deliveries
from integration.service import Service

from radonc.records import Record, parse_record
from radonc_aws.claim_codec import FORMAT, ClaimVersion, brought_by, decode, encode
from radonc_aws.course_store import CourseStore

PATIENT = "0123456789abcdef0123456789abcdef"
PAYER = "priority-health"
FIRST_NAMES = ["cELaBiaqxK1qN", "a_0G0AmYhFzTR"]
FIRST_FORMAT = (
    "018f581546434d3786e4251c6348aec495708c8c4d4ccdcc2d2c8db126128cbc8c271500e30766586252724a6a1a3a9fe464"
    "022ebe0844823124120884a9a5012c4c01"
)


@pytest.fixture
def store(service: Service) -> CourseStore:
    return CourseStore(service.dynamodb, service.stack.names["CourseTable"])


@pytest.fixture
def calls(service: Service) -> Iterator[Counter[str]]:
    """DynamoDB operations the store sends."""
    counted: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        counted[model.name] += 1  # type: ignore[attr-defined]

    service.dynamodb.meta.events.register("before-call.dynamodb", count)
    yield counted
    service.dynamodb.meta.events.unregister("before-call.dynamodb", count)


def keyed(claim_id: str, **changes: object) -> Record:
    return parse_record(claim(claim_id, PATIENT, **changes))


def versions(count: int, source: str = "batch-1") -> list[ClaimVersion]:
    return [encode(keyed(f"C{number}"), source) for number in range(count)]


def bulky(count: int, size: int) -> list[ClaimVersion]:
    """Versions of one size that no compression made small."""
    noise = random.Random(7)
    return [ClaimVersion(f"c{number:012d}", bytes([FORMAT]) + noise.randbytes(size - 1)) for number in range(count)]


def test_ten_claims_of_one_message_are_stored_and_read_back_in_one_call(
    store: CourseStore, calls: Counter[str]
) -> None:
    state = store.add(PATIENT, PAYER, versions(10))

    assert calls == {"UpdateItem": 1}
    assert sorted(record.claim_id for record in state.records().values()) == [f"C{n}" for n in range(10)]


def test_a_redelivery_stores_nothing_new_and_brings_the_same_state_in_one_call(
    store: CourseStore, calls: Counter[str]
) -> None:
    first = store.add(PATIENT, PAYER, versions(10))
    calls.clear()

    assert store.add(PATIENT, PAYER, versions(10)) == first
    assert calls == {"UpdateItem": 1}


def test_a_version_keeps_the_delivery_that_first_brought_it(store: CourseStore) -> None:
    store.add(PATIENT, PAYER, versions(2, "batch-1"))
    state = store.add(PATIENT, PAYER, versions(3, "batch-2"))

    late = {record.claim_id for name, record in state.records().items() if name in state.brought_by("batch-2")}
    assert late == {"C2"}


def test_more_versions_than_one_expression_takes_go_in_several_calls(store: CourseStore, calls: Counter[str]) -> None:
    state = store.add(PATIENT, PAYER, versions(130))

    assert calls == {"UpdateItem": 3}
    assert len(state.versions) == 130


def test_reading_a_patient_nobody_stored_finds_nothing(store: CourseStore) -> None:
    assert store.load(PATIENT) is None


def test_twenty_years_of_courses_are_one_item_with_room_to_spare(store: CourseStore, calls: Counter[str]) -> None:
    # 45 fractions a year on nine weekly claims of 28 lines: 180 claims, 5,040 lines.
    weeks = [(year, week) for year in range(2005, 2025) for week in range(9)]
    brought = [
        encode(keyed(f"C{y}-{w}", received_date=f"{y}-03-31", lines=week_of_a_course(y, w)), "batch-1")
        for y, w in weeks
    ]
    state = store.add(PATIENT, PAYER, brought)

    assert len(state.versions) == 180
    assert sum(len(name) + len(body) for name, body in state.versions.items()) < 60_000  # of 400 KB
    assert calls == {"UpdateItem": 3}  # 60 versions an expression


def week_of_a_course(year: int, week: int) -> list[dict[str, object]]:
    """Five deliveries, their guidance and what else a week holds, on lines of one date each."""
    codes = ["77385", "77387", "77300", "77334", "77417"]
    days = [date(year, 3, 1) + timedelta(days=7 * week + day) for day in range(5)]
    lines = [(code, on) for code in codes for on in days] + [("77336", days[4]), ("77427", days[4]), ("99213", days[0])]
    return [
        {**deliveries(1)[0], "line_number": n, "procedure_code": code, "service_date": on.isoformat()}
        for n, (code, on) in enumerate(lines, 1)
    ]


def test_an_item_at_its_limit_rolls_over_and_no_version_is_lost(store: CourseStore, service: Service) -> None:
    large = bulky(14, 99_000)
    for version in large:
        state = store.add(PATIENT, PAYER, [version])

    assert state.versions == {version.name: version.body for version in large}
    assert store.load(PATIENT) == state
    pages = service.dynamodb.get_paginator("scan").paginate(TableName=service.stack.names["CourseTable"])
    assert sorted(item["pk"]["S"] for page in pages for item in page["Items"]) == [
        f"patient#{PATIENT}{end}" for end in ("", "#2", "#3", "#4")
    ]


def test_growing_by_small_steps_crosses_the_limit_once(store: CourseStore, service: Service) -> None:
    steps = bulky(45, 10_000)
    segments = []
    for version in steps:
        store.add(PATIENT, PAYER, [version])
        segments.append(last_segment(service))

    assert segments == ["0001"] * 40 + ["0002"] * 5  # 40 versions of 10,000 bytes and their names are the 400 KB


def last_segment(service: Service) -> str:
    item = service.dynamodb.get_item(
        TableName=service.stack.names["CourseTable"], Key={"pk": {"S": f"patient#{PATIENT}"}}
    )
    return item["Item"]["last_segment"]["S"]


def test_a_redelivery_after_a_rollover_writes_nothing(store: CourseStore, calls: Counter[str]) -> None:
    large = bulky(6, 99_000)
    for version in large:
        store.add(PATIENT, PAYER, [version])
    calls.clear()

    assert len(store.add(PATIENT, PAYER, large[:1]).versions) == 6
    assert calls == {"UpdateItem": 1, "GetItem": 1, "BatchGetItem": 1}  # the update is refused, nothing is written


def test_two_writers_that_roll_over_at_once_lose_nothing_and_the_later_sees_both(
    store: CourseStore, service: Service
) -> None:
    first, second, third, fourth, mine, others = bulky(6, 99_000)
    store.add(PATIENT, PAYER, [first, second, third, fourth])
    other_writer = CourseStore(boto3.client("dynamodb"), service.stack.names["CourseTable"])
    updates = iter((False, True))  # the refused update of the full item, then the one that opens a segment

    def write_in_between(**_: object) -> None:
        if next(updates, False):
            other_writer.add(PATIENT, PAYER, [others])

    service.dynamodb.meta.events.register("before-call.dynamodb.UpdateItem", write_in_between)
    state = store.add(PATIENT, PAYER, [mine])

    assert set(state.versions) == {version.name for version in (first, second, third, fourth, mine, others)}
    assert last_segment(service) == "0002"


def test_the_member_is_in_the_table_only_as_a_hash(service: Service) -> None:
    service.request("line_edit", "POST", "/claims", claim("C1", "MEMBER-SECRET-77"))

    stored = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    assert stored
    assert "MEMBER-SECRET-77" not in repr(stored)


def test_a_stored_record_of_an_unknown_format_is_refused_not_guessed() -> None:
    body = encode(keyed("C1"), "batch-1").body
    with pytest.raises(ValueError, match="stored claim version has format 9; this release reads format 1"):
        decode(b"\x09" + body[1:], PAYER, PATIENT)


def test_the_first_format_reads_what_it_wrote_when_it_was_new() -> None:
    """Bytes written by the first release: if this fails, the dictionary changed without a new format number."""
    stored = bytes.fromhex(FIRST_FORMAT)
    assert decode(stored, PAYER, PATIENT) == keyed("C1", lines=deliveries(1))


def test_the_name_of_a_version_does_not_change_with_the_release() -> None:
    """Names of the first release: a record sent again after an upgrade must meet itself, not a stranger."""
    names = [encode(keyed("C1", lines=deliveries(1))).name, encode(parse_record(authorization(PATIENT))).name]
    assert names == FIRST_NAMES


def test_a_default_said_aloud_is_the_same_version() -> None:
    assert encode(keyed("C1", frequency_code="1", clinical=None)).name == encode(keyed("C1")).name


@pytest.mark.parametrize("record", [claim("C1", PATIENT), authorization(PATIENT)], ids=["claim", "authorization"])
def test_what_is_encoded_is_decoded_the_same(record: dict[str, object]) -> None:
    parsed = parse_record(record)
    version = encode(parsed, "batch-1")
    assert decode(version.body, PAYER, PATIENT) == parsed
    assert brought_by(version.body, "batch-1")


@given(fractions=st.integers(1, 25), first_day=st.integers(1, 6), modifier=st.sampled_from(["", "76", "59"]))
def test_encoding_is_exact_and_a_line_takes_few_bytes(fractions: int, first_day: int, modifier: str) -> None:
    lines = [{**line, "modifiers": [modifier] if modifier else []} for line in deliveries(fractions, first_day)]
    record = keyed("C1", lines=lines)
    body = encode(record, "batch-1").body
    assert decode(body, PAYER, PATIENT) == record
    assert len(body) <= 90 + 12 * fractions
