"""CMS files put under tables/: what comes into use, what is refused, and when decisions are made under it."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import pytest
from integration import declared_stack
from integration.claims import claim, json_lines
from integration.service import Service
from integration.test_batch_path import DEAD_LETTERS
from invented_tables import publish

from radonc_aws import tables_in_use

PAIRS = "ccioph-v311r0"
PAIR = "77385 77336 20240101 * 0"
WAITED_FOR = ([2, 3, 4], [3, 4], [4])
LIMITS = "MCR_MUE_PractitionerServices_Eff_04-01-2026"
TODAY = datetime.now(UTC).date().isoformat()

Publish = Callable[[Mapping[str, Sequence[str]]], dict[str, bytes]]


@pytest.fixture
def service_with_tables(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A deployment whose functions look for imported tables every five minutes."""
    monkeypatch.setitem(declared_stack.PARAMETERS, "TableCheckMinutes", "5")
    return service


@pytest.fixture
def published(tmp_path: Path) -> Publish:
    """Write invented tables as CMS publishes them; gives each file's content by name."""
    return lambda rows: {path.name: path.read_bytes() for path in publish(rows, tmp_path / "published")}


def put(service: Service, files: Mapping[str, bytes]) -> None:
    """Put files under tables/ and have them taken in."""
    for name, content in files.items():
        service.drop_table(name, content)
    assert set(service.pump()) == {"table_import"}


def reports(service: Service) -> list[dict[str, Any]]:
    """Reports of imports."""
    return [json.loads(content) for content in service.objects("reports/tables/").values()]


def library(service: Service) -> dict[str, bytes]:
    return service.objects("library/")


def decided(service: Service, name: str) -> dict[str, Any]:
    """Decide a claim with a delivery and continuing physics on one day, as a batch of its own."""
    lines = [
        {"line_number": n, "procedure_code": code, "units": 1, "service_date": "2025-03-03", "revenue_code": "0333"}
        for n, code in enumerate(("77385", "77336"), 1)
    ]
    service.drop(f"{name}.jsonl", json_lines(claim(name, member=name, lines=lines)))
    service.pump()
    decisions = [one for report in service.reports().values() for one in report.get("decisions", [])]
    own: dict[str, Any]
    (own,) = [one for one in decisions if one["claim_id"] == name]
    return own


def pairs_named(decision: Mapping[str, Any]) -> list[str]:
    named: list[str] = decision["tables"]["ncci_ptp"]
    return named


def asked(service: Service) -> list[tuple[str, str]]:
    """Requests of the functions to the library; to be called before any function runs."""
    assert service
    calls: list[tuple[str, str]] = []

    def keep(model: Any, params: dict[str, Any], **_: object) -> None:
        _, inside, key = params["url_path"].partition("library/")
        if inside:
            calls.append((model.name, f"library/{key}"))

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.s3", keep)
    return calls


def after(minutes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass for the functions' next look at the tables."""
    later = time.monotonic() + minutes * 60
    monkeypatch.setattr(tables_in_use, "monotonic", lambda: later)


def test_code_pairs_come_into_use_with_their_last_part_and_decisions_name_them(
    service_with_tables: Service, published: Publish
) -> None:
    service = service_with_tables
    files = published({PAIRS: [PAIR]})
    *early, last = files
    for name in early:
        put(service, {name: files[name]})
    waiting = [report["waiting_for"] for report in reports(service) if report["status"] == "waiting"]
    assert sorted(waiting, key=str) == [[{"table": "ptp-hospital-2025q2", "parts": parts}] for parts in WAITED_FOR]
    assert library(service) == {}
    before = decided(service, "BEFORE")

    put(service, {last: files[last]})
    tables_in_use.tables_in_use.cache_clear()
    now = decided(service, "AFTER")

    (report,) = [report for report in reports(service) if report["status"] == "imported"]
    assert report["taken_up_within_minutes"] == 5
    assert report["tables"] == [
        {
            "table": "ptp-hospital-2025q2",
            "quarter": "2025Q2",
            "first_day": "2025-04-01",
            "last_day": "2025-06-30",
            "rows": 5,
            "rows_of_radiation_oncology": 1,
            "retrieved": TODAY,
            "sources": [
                {"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
                for name, content in files.items()
            ],
        }
    ]
    assert (pairs_named(before), pairs_named(now)) == (["hospital 2019Q3-2026Q2"], ["hospital 2025Q2"])
    assert before["pack"] != now["pack"]
    assert [[finding["edit"] for finding in line["findings"]].count("NCC001") for line in now["lines"]] == [0, 1]
    assert "NCC001" not in json.dumps(before)


def test_parts_put_together_are_imported_once_with_the_one_put_last(service: Service, published: Publish) -> None:
    for name, content in published({PAIRS: [PAIR]}).items():
        service.drop_table(name, content)
    service.pump()
    joined, imported = {"table": "ptp-hospital-2025q2", "part": 4}, ["imported", "joined", "joined", "joined"]
    assert sorted(report["status"] for report in reports(service)) == imported
    assert [r["imported_with"] for r in reports(service) if r["status"] == "joined"] == [joined] * 3


def test_archives_are_taken_in_each_with_its_part_or_one_with_all(service: Service, published: Publish) -> None:
    files = published({PAIRS: [PAIR]})
    put(
        service,
        {f"medicare-ncci-2025q2-{name.removesuffix('.txt')}.zip": zipped({name: files[name]}) for name in files},
    )
    put(service, {"downloaded-in-april.zip": zipped(files)})
    tables = [table for report in reports(service) for table in report.get("tables", [])]
    told = sorted((table["table"], table["rows"], len(table["sources"])) for table in tables)
    assert told == [("ptp-hospital-2025q2", 5, 1), ("ptp-hospital-2025q2", 5, 4)]


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("name", [f"{'z' * 240}{PAIRS}-f2.txt", "MCR_MUE_PractitionerServices_Eff_13-45-2026.csv"])
def test_an_object_no_file_could_be_is_refused_and_holds_up_no_other(
    service: Service, published: Publish, name: str
) -> None:
    files = published({PAIRS: [PAIR]})
    put(service, {name: b"", **files})
    assert sorted(report["status"] for report in reports(service)) == ["imported", *["joined"] * 3, "refused"]
    assert service.waiting("TableDeadLetters") == 0


def test_the_tables_cost_two_requests_at_a_cold_start_and_one_condition_when_a_look_is_due(
    service_with_tables: Service, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_with_tables
    calls = asked(service)
    put(service, published({PAIRS: [PAIR]}))
    calls.clear()
    (field,) = [name for name in library(service) if ".field." in name]

    decided(service, "COLD")
    assert calls == [("GetObject", "library/tables.json"), ("GetObject", field)]
    calls.clear()
    decided(service, "WARM")
    after(4.9, monkeypatch)
    decided(service, "NOT-YET")
    assert calls == []
    after(5, monkeypatch)
    decided(service, "DUE")
    decided(service, "AGAIN")
    assert calls == [("GetObject", "library/tables.json")]


def test_a_warm_function_takes_up_other_tables_and_fetches_only_what_is_new(
    service_with_tables: Service, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_with_tables
    calls = asked(service)
    put(service, published({PAIRS: [PAIR]}))
    assert pairs_named(decided(service, "FIRST")) == ["hospital 2025Q2"]
    put(service, published({"ccioph-v310r0": ["77385 77336 20240101 * 1"]}))
    assert pairs_named(decided(service, "SECOND")) == ["hospital 2025Q2"]
    calls.clear()
    after(5, monkeypatch)
    assert pairs_named(decided(service, "THIRD")) == ["hospital 2025Q1"]
    assert [key.split(".")[0] for _, key in calls] == ["library/tables", "library/ptp-hospital-2025q1"]


def test_without_the_parameter_no_function_asks_for_tables(service: Service, published: Publish) -> None:
    calls = asked(service)
    put(service, published({PAIRS: [PAIR]}))
    calls.clear()
    assert pairs_named(decided(service, "C1")) == ["hospital 2019Q3-2026Q2"]
    assert calls == []
    assert [r["taken_up_within_minutes"] for r in reports(service) if r["status"] == "imported"] == [None]


def test_one_delivery_is_decided_under_one_set_of_tables_though_another_comes_into_use_meanwhile(
    service_with_tables: Service, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_with_tables
    files = published({PAIRS: [PAIR]})
    deciding = [False]

    def import_meanwhile(**_: object) -> None:
        if deciding.pop():
            put(service, files)
            after(6, monkeypatch)
        deciding.append(False)

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("after-call.dynamodb.UpdateItem", import_meanwhile)
    service.drop("both.jsonl", json_lines(claim("C1", "M1"), claim("C2", "M2"), claim("C3", "M3")))
    service.deliver("IntakeQueue", "batch_intake", 1)
    service.deliver("ClaimQueue", "line_edit", 1)
    deciding[:] = [True]
    service.pump()
    packs = {one["pack"] for report in service.reports().values() for one in report.get("decisions", [])}
    assert len(packs) == 1
    assert {decided(service, "NEXT")["pack"]}.isdisjoint(packs)


def test_a_file_announced_twice_leaves_what_the_first_time_left(service: Service, published: Publish) -> None:
    (content,) = published({LIMITS: ["77336 1 2"]}).values()
    event = service.put(f"{LIMITS}.csv", content, "tables/")
    for _ in range(2):
        service.announce(event, "TableQueue")
    service.pump()
    bucket = service.stack.names["ClaimBucket"]
    versions = service.s3.list_object_versions(Bucket=bucket)["Versions"]
    assert len(reports(service)) == 1
    assert len([v for v in versions if not v["Key"].startswith("tables/")]) == 3  # rows, manifest, report


def test_a_file_announced_late_does_not_replace_a_later_one(service: Service, published: Publish) -> None:
    (content,) = published({LIMITS: ["77336 1 2"]}).values()
    put(service, {f"{LIMITS}.csv": content})
    held = json.loads(library(service)["library/tables.json"])
    held["tables"][0] |= {"put": "2999-01-01T00:00:00+00:00"}
    held["tables"][0]["table"] |= {"rows": 2}
    manifest = json.dumps(held).encode()
    bucket = service.stack.names["ClaimBucket"]
    service.s3.put_object(Bucket=bucket, Key="library/tables.json", Body=manifest)
    put(service, {f"again-{LIMITS}.csv": content})
    (older,) = [report for report in reports(service) if report["status"] == "older"]
    assert (older["tables"], older["later_file_in_use"]) == ([], ["mue-practitioner-2026q2"])
    assert library(service)["library/tables.json"] == manifest


def test_two_imports_at_once_lose_no_table(service: Service, published: Publish) -> None:
    service.drop_table(f"{LIMITS}.csv", published({LIMITS: ["77336 1 2"]})[f"{LIMITS}.csv"])
    other = published({"AOC_V2026Q1-MCR": ["1 77293 77301 2020001"]})
    between = iter([True])

    def import_between(params: dict[str, Any], **_: object) -> None:
        if params["url_path"].endswith("library/tables.json") and next(between, False):
            put(service, other)

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.s3.PutObject", import_between)
    service.pump()
    held = json.loads(library(service)["library/tables.json"])["tables"]
    assert [entry["table"]["table"] for entry in held] == ["add-on-2026q1", "mue-practitioner-2026q2"]
    assert [report["status"] for report in reports(service)] == ["imported", "imported"]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        (
            "ccipra-v321r0-f1.zip",
            b"<html>licence</html>",
            {
                "table": "ptp-practitioner-2026q2",
                "part": 1,
                "expected": "not a zip archive; a licence page saved under the file's name looks like this",
            },
        ),
        (
            "AOC_V2026Q1-MCR.txt",
            b"nothing\tof\tthe\tkind\n",
            {
                "table": "add-on-2026q1",
                "part": 1,
                "expected": "no header AOC_Edit_Type, Add-On_Code, AOC_DelDT, Primary_Code, Primary_Code_DelDT, "
                "AOC_Edit_EffDT: not an add-on code file",
            },
        ),
        (
            f"{LIMITS}.csv",
            b"HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator\nPETERS RUTH,1,2\n",
            {
                "table": "mue-practitioner-2026q2",
                "part": 1,
                "row": 2,
                "expected": "expected a code, a whole number of units and an indicator 1, 2 or 3",
            },
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_report_and_nothing_comes_into_use(
    service: Service, name: str, content: bytes, refusal: dict[str, Any]
) -> None:
    put(service, {name: content})
    (report,) = reports(service)
    assert {"status": "refused", **refusal}.items() <= report.items()
    assert library(service) == {}
    assert service.waiting(*DEAD_LETTERS, "TableDeadLetters") == 0


def test_a_table_that_is_refused_leaves_the_one_in_use(service: Service, published: Publish) -> None:
    put(service, published({LIMITS: ["77336 1 2"]}))
    before = library(service)
    put(service, {f"{LIMITS}.csv": b"HCPCS/CPT Code,MUE Values,MUE Adjudication Indicator\n77336,1,2\n77427,x,2\n"})
    assert sorted(report["status"] for report in reports(service)) == ["imported", "refused"]
    assert library(service) == before


def test_tables_that_arrive_damaged_decide_nothing_and_whole_ones_do(
    service_with_tables: Service, published: Publish
) -> None:
    service = service_with_tables
    put(service, published({PAIRS: [PAIR]}))
    (field,) = [name for name in library(service) if ".field." in name]
    bucket, whole = service.stack.names["ClaimBucket"], library(service)[field]
    service.s3.put_object(Bucket=bucket, Key=field, Body=whole[:-1])
    service.drop("batch.jsonl", json_lines(claim("C1")))
    for queue, function in (("IntakeQueue", "batch_intake"), ("ClaimQueue", "line_edit")):
        assert service.deliver(queue, function, 1)
    service.deliver("CourseQueue", "course_aggregation", 10)
    assert service.waiting("CourseQueue") == 1
    assert [key for key in service.objects("work/") if "/groups/" in key] == []
    service.s3.put_object(Bucket=bucket, Key=field, Body=whole)
    service.pump()
    (decision,) = [one for report in service.reports().values() for one in report.get("decisions", [])]
    assert pairs_named(decision) == ["hospital 2025Q2"]


def test_a_look_that_fails_leaves_the_tables_that_were_in_use_until_the_next(
    service_with_tables: Service, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_with_tables
    put(service, published({PAIRS: [PAIR]}))
    assert pairs_named(decided(service, "FIRST")) == ["hospital 2025Q2"]
    failing = [True]

    def fail(params: dict[str, Any], **_: object) -> None:
        if failing and params["url_path"].endswith("library/tables.json"):
            raise TimeoutError

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.s3.GetObject", fail)
    after(5, monkeypatch)
    assert pairs_named(decided(service, "SECOND")) == ["hospital 2025Q2"]
    failing.clear()
    put(service, published({"ccioph-v310r0": [PAIR]}))
    assert pairs_named(decided(service, "THIRD")) == ["hospital 2025Q2"]
    after(10, monkeypatch)
    assert pairs_named(decided(service, "FOURTH")) == ["hospital 2025Q1"]
