"""A member's id and name: what the functions say and send, on every path that may fail, holds neither."""

import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from contract.template_file import ROOT
from integration.claims import authorization, claim, json_lines
from integration.service import Service, queue_event
from invented_tables import ADD_ON_HEADER

from radonc_aws.course_store import CourseStore
from radonc_aws.observability import logger

SAMPLES = ROOT / "tests" / "samples"
MEMBER = "PH10952"
SECRETS = (MEMBER, "ZQ-MEMBER-41", "PETERS", "RUTH", "ELM STREET", "19610227")
ARRIVING = ("/inbox/", "/tables/", "/claimbucket/inbox/", "/claimbucket/tables/")
ARRIVALS = ("skin-superficial.837", "skin-superficial.csv", "skin-superficial.fhir.json", "skin-superficial.jsonl")
MANGLED = (
    (b"*UN*", b"*PETERS*"),
    (b"*85*", b"*PETERS*"),
    (b"ST*837", b"ST*PETERS"),
    (b"005010X222A1~BHT", b"PETERS~BHT"),
    (b"NM1*IL*1*PETERS*RUTH", b"SV1*PETERS*RUTH*NM1"),
    (b'"member_id":', b'"member_id":PETERS '),
    (b'"units":', b'"PH10952":1,"units":'),
    (b'"units":', b'"units":"PETERS RUTH","x":'),
    (b"member_id", b"PETERS,RUTH"),
    (b"\n", b"\r"),
    (b'"active"', b'"PETERS"'),
    (b'"quantity"', b'"PH10952":"PETERS","quantity"'),
)


@pytest.fixture
def sent(service: Service) -> list[str]:
    """Every request of the functions to AWS from now on, as it goes out; the inbox's own keys may say anything."""
    assert service
    requests: list[str] = []

    def keep(model: Any, params: dict[str, Any], **_: object) -> None:
        if model.name not in ("GetObject", "PutObject"):
            requests.append(repr(params["body"]))
        elif not params["url_path"].startswith(ARRIVING):
            body = params["body"]
            content = body if isinstance(body, bytes) else body.read() if body else b""
            if hasattr(body, "seek"):
                body.seek(0)
            requests.append(repr((params["url_path"], content)))

    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call", keep)
    return requests


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """What logs, standard output and standard error hold; the logger writes all it can."""
    logged = io.StringIO()
    monkeypatch.setattr(logger().registered_handler, "stream", logged)
    level = logger().log_level
    logger().setLevel("DEBUG")

    def read() -> str:
        written = capfd.readouterr()
        return logged.getvalue() + written.out + written.err

    yield read
    logger().setLevel(level)


def named(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.upper()]


def damaged(content: bytes) -> Iterator[bytes]:
    """The file as it is, cut off, and with each part that occurs in it put where another belongs."""
    yield content
    yield content[: len(content) * 2 // 3]
    yield from (content.replace(old, new) for old, new in MANGLED if old in content)


@pytest.mark.parametrize("name", ARRIVALS)
def test_files_leave_no_member_behind_however_they_are_damaged(
    service: Service, sent: list[str], said: Any, name: str
) -> None:
    content = (SAMPLES / name).read_bytes()
    assert named(content.decode()), "the sample must hold what is looked for"
    for number, file in enumerate(damaged(content)):
        service.drop(f"peters.ruth.{MEMBER}.{number}.{MEMBER}", file)
    service.pump()

    assert len(service.reports()) == len(list(damaged(content)))
    assert named("".join(sent)) == []
    assert named(said()) == []
    written = {key: body for key, body in service.objects("").items() if not key.startswith("inbox/")}
    assert named(repr(written)) == []
    table = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    patients = [item["pk"]["S"].split("#")[1] for item in table if item["pk"]["S"].startswith("patient#")]
    assert patients
    states = map(CourseStore(service.dynamodb, service.stack.names["CourseTable"]).load, patients)
    assert named(repr([state.records() for state in states if state])) == []


def test_the_api_repeats_no_member_in_answers_refusals_or_failures(
    service: Service, sent: list[str], said: Any
) -> None:
    member = SECRETS[1]
    own = claim("C1", member, authorization_number="A1")
    bodies = [
        own,
        {**own, "diagnoses": ["C20"], "received_date": "2025-04-02"},
        {**own, member: 1},
        {**own, "member_id": [member]},
        {**own, "payer": member},
        {**own, "lines": [{**own["lines"][0], "units": member, member: member}]},
        {**own, "claim_id": "C2", "received_date": member},
        json.dumps(own)[:-9] + member,
        f'{{"claim_id": "C3", {member}',
        member,
        authorization(member, authorization_number="A1"),
        authorization(member, authorization_number="A1", valid_from=member),
        authorization(member, authorization_number="A1", technique=[member]),
    ]
    routes = (("line_edit", "/claims"), ("line_edit", "/claims/review"), ("precert_lookup", "/authorizations"))
    answers = [service.send(name, "POST", path, body) for (name, path), body in itertools.product(routes, bodies)]
    course = next(json.loads(a["body"])["lines"][0]["course_id"] for a in answers if a["statusCode"] == 201)
    answers += [
        service.send("course_aggregation", "GET", f"/courses/{course}", headers={"accept": "text/html"}),
        service.send("course_aggregation", "GET", f"/courses/{course}"),
        service.send("course_aggregation", "GET", f"/courses/{member}"),
        service.send("course_aggregation", "GET", f"/batches/{member}", query={"as_of": member}),
        service.send("course_aggregation", "GET", f"/courses/{course}", query={"as_of": member}),
        service.send("precert_lookup", "GET", f"/authorizations/{member}"),
        service.send("precert_lookup", "GET", "/authorizations/A1"),
        service.send("precert_lookup", "GET", "/authorizations", query={"number": member}),
        service.send("precert_lookup", "GET", "/edits", query={member: "1", "code": member, "payer": member}),
        service.send("precert_lookup", "GET", f"/precerts/{member}"),
        *(service.send("line_edit", "POST", "/claims", body, headers={"Idempotency-Key": member}) for body in bodies),
    ]
    kept = service.dynamodb.scan(TableName=service.stack.names["AnswerTable"])["Items"]
    assert len(kept) == 1
    assert named(repr(kept)) == []
    service.dynamodb.delete_table(TableName=service.stack.names["CourseTable"])
    answers.append(service.send("line_edit", "POST", "/claims", own))

    assert {answer["statusCode"] for answer in answers} == {200, 201, 404, 409, 422, 500}
    assert named(repr(answers)) == []
    assert named(said()) == []
    # A course that is asked for is looked for: its name goes to the table and nowhere else.
    lookups = (f"patient#{member}", f"batch#{member}")
    assert named("".join(request for request in sent if not any(name in request for name in lookups))) == []


def test_a_refused_caller_leaves_no_member_behind(service: Service, sent: list[str], said: Any) -> None:
    member = SECRETS[1]
    request = json.loads((ROOT / "tests/integration/api_request.json").read_text())
    answers = []
    for told in ({}, {"payers": "evolent", "expires": "4102444800"}, {"payers": member, "expires": "1"}):
        request["requestContext"]["authorizer"] = told
        for record, function, path in (
            (claim("C1", member), "line_edit", "/claims"),
            (claim("C1", member), "line_edit", "/claims/review"),
            (authorization(member), "precert_lookup", "/authorizations"),
        ):
            event = {**request, "httpMethod": "POST", "path": path, "resource": path, "body": json.dumps(record)}
            answers.append(service.invoke(function, event))

    assert {answer["statusCode"] for answer in answers} == {401, 403}
    assert named(repr(answers)) == []
    assert named(said()) == []
    assert sent == []


@pytest.mark.parametrize(
    "name",
    [
        f"{MEMBER}.PETERS.837",
        f"{MEMBER}.PETERS.zip",
        "ccipra-v321r0-f1.txt",
        "ccipra-v321r0-f1.xlsx",
        "AOC_V2026Q1-MCR.txt",
        "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
        "PPRRVU2026_Apr.csv",
        "icd10cm_order_2026.txt",
    ],
)
def test_a_claim_put_among_the_tables_is_refused_and_not_repeated(
    service: Service, sent: list[str], said: Any, name: str
) -> None:
    headers = {
        "ccipra-v321r0-f1.txt": b"Column 1\tColumn 2\n77336\t77385\tPH10952\tPETERS\tRUTH\t1\n",
        "AOC_V2026Q1-MCR.txt": f"{ADD_ON_HEADER}1\t77293\tPETERS\t77301\tRUTH\tPH10952\t\n".encode(),
        "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv": b"HCPCS/CPT Code,a,b\nPH10952,PETERS,RUTH\n",
    }
    service.drop_table(name, headers.get(name, (SAMPLES / "skin-superficial.837").read_bytes()))
    service.pump()

    (report,) = service.objects("reports/tables/").values()
    assert json.loads(report)["status"] == "refused"
    assert named(report.decode()) == []
    assert named(said()) == []
    assert named("".join(request for request in sent if f"tables/{name}" not in request)) == []


def test_a_message_that_cannot_be_read_is_not_repeated(service: Service, said: Any) -> None:
    bodies = ("", "null", MEMBER, f'{{"patients": [{{"{MEMBER}": 1}}]}}', json_lines(claim("C1", MEMBER)).decode())
    for name, body in itertools.product(("batch_intake", "line_edit", "course_aggregation", "table_import"), bodies):
        message = {"MessageId": "m1", "ReceiptHandle": "r1", "Body": body, "MD5OfBody": "", "Attributes": {}}
        answer = service.invoke(name, queue_event([message], "https://queues.example/queue"))
        assert named(repr(answer)) == []
    assert named(said()) == []
