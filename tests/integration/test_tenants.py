"""Callers see the payers their token names: what belongs to another payer is not there, and cannot be sent."""

import json
from bisect import bisect
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from contract.template_file import ROOT, functions
from integration import declared_stack
from integration.claims import authorization, claim, json_lines
from integration.service import Service

from radonc.patient import LOCAL_KEY
from radonc_aws.authorization_index import index_name

TEMPLATE = json.loads((ROOT / "tests/integration/api_request.json").read_text())
LATER = "4102444800"  # 2100-01-01
OWN, OTHER = "priority-health", "evolent"
ADMIN = {"payers": "*", "expires": LATER}


def ask(
    service: Service, method: str, path: str, body: Any = None, told: Mapping[str, str] | None = ADMIN
) -> tuple[int, Any]:
    """Call the API with what the authorizer tells of the caller; returns status and decoded body."""
    context = {name: value for name, value in TEMPLATE["requestContext"].items() if name != "authorizer"}
    if told is not None:
        context["authorizer"] = dict(told)
    event = {
        **TEMPLATE,
        "httpMethod": method,
        "path": path,
        "requestContext": context,
        "body": None if body is None else json.dumps(body),
    }
    answer = service.invoke(function_of(method, path), event)
    return answer["statusCode"], json.loads(answer["body"])


def only(payers: str) -> dict[str, str]:
    return {"payers": payers, "expires": LATER}


def api_routes() -> list[tuple[str, str, str]]:
    """Function, method and path of every declared route that asks who calls."""
    return [
        (name, event["Properties"]["Method"], event["Properties"]["Path"])
        for name, function in functions().items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api" and event["Properties"].get("Auth", {}).get("Authorizer") != "NONE"
    ]


def function_of(method: str, path: str) -> str:
    head = path.split("/")[1]
    [name, *_] = [n for n, m, p in api_routes() if m == method and p.split("/")[1] == head]
    return name


@pytest.fixture
def called(service: Service) -> list[str]:
    """AWS calls of the functions from now on."""
    calls: list[str] = []
    assert service
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call", lambda model, **_: calls.append(model.name))
    return calls


def stored(service: Service) -> list[Any]:
    items: list[Any] = service.dynamodb.scan(TableName=service.stack.names["CourseTable"])["Items"]
    return items


def course_of(service: Service, payer: str) -> str:
    """Store a course of a payer and return its id."""
    status, decision = ask(service, "POST", "/claims", claim("C1", payer=payer))
    assert status == 201
    course: str = decision["lines"][0]["course_id"]
    return course


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ("/claims", claim("C1", payer=OTHER)),
        ("/claims/review", claim("C1", payer=OTHER)),
        ("/authorizations", authorization(payer=OTHER)),
    ],
)
def test_a_record_of_another_payer_is_refused_and_not_stored(
    service: Service, called: list[str], path: str, record: dict[str, Any]
) -> None:
    status, problem = ask(service, "POST", path, record, only(OWN))

    assert (status, problem["type"]) == (403, "urn:radonc:problem:forbidden")
    assert (called, stored(service), service.objects("")) == ([], [], {})
    assert not [word for word in (OTHER, "M1", "C1") if word in json.dumps(problem)]
    assert ask(service, "POST", path, {**record, "payer": OWN}, only(f"medicare {OWN}"))[0] in (200, 201)
    assert called


def test_a_course_of_another_payer_is_answered_like_one_that_is_not_there(service: Service) -> None:
    course = course_of(service, OTHER)

    assert ask(service, "GET", f"/courses/{course}", told=only(OTHER))[0] == 200
    unknown = ask(service, "GET", "/courses/0123456789abcdef0123456789abcdef-01234567", told=only(OWN))
    assert ask(service, "GET", f"/courses/{course}", told=only(OWN)) == unknown
    assert ask(service, "GET", f"/courses/{course}", told=only("")) == unknown
    assert unknown[0] == 404


def test_an_authorization_of_another_payer_is_answered_like_one_that_is_not_there(
    service: Service, called: list[str]
) -> None:
    assert ask(service, "POST", "/authorizations", authorization(payer=OTHER, authorization_number="A1"))[0] == 201

    assert ask(service, "GET", "/authorizations/A1", told=only(OTHER))[0] == 200
    called.clear()
    unknown = ask(service, "GET", "/authorizations/A2", told=only(OWN))
    assert ask(service, "GET", "/authorizations/A1", told=only(OWN)) == unknown
    assert unknown[0] == 404
    assert called == ["GetItem", "GetItem"], "its answer takes no longer either"


def test_a_batch_is_there_for_callers_who_see_every_payer_in_it(service: Service) -> None:
    service.drop("both.jsonl", json_lines(claim("C1", payer=OWN), claim("C2", payer=OTHER)))
    service.drop("none.jsonl", b"{broken")
    service.deliver("IntakeQueue", "batch_intake", 1)
    service.deliver("IntakeQueue", "batch_intake", 1)
    batches = {item["pk"]["S"].split("#")[1]: item for item in stored(service) if item["pk"]["S"].startswith("batch#")}
    held = {batch: [payer["S"] for payer in item["payers"]["L"]] for batch, item in batches.items()}
    assert sorted(held.values()) == [[], [OTHER, OWN]]

    for batch, payers in held.items():
        asked = {
            told: ask(service, "GET", f"/batches/{batch}", told=only(told)) for told in ("", OWN, f"{OTHER} {OWN}")
        }
        unknown = ask(service, "GET", "/batches/20250101-000000000000", told=only(OWN))
        assert unknown[0] == 404
        assert asked[""] == asked[OWN] == unknown
        assert asked[f"{OTHER} {OWN}"][0] == (200 if payers else 404)
        assert ask(service, "GET", f"/batches/{batch}")[0] == 200


def test_of_a_number_two_payers_gave_each_sees_its_own_record(service: Service) -> None:
    for payer in (OWN, OTHER):
        ask(service, "POST", "/authorizations", authorization(payer=payer, authorization_number="A1"))

    seen = {
        payers: [
            record["payer"] for record in ask(service, "GET", "/authorizations/A1", told=only(payers))[1]["records"]
        ]
        for payers in (OWN, OTHER, "*")
    }

    assert {payers: sorted(found) for payers, found in seen.items()} == {
        OWN: [OWN],
        OTHER: [OTHER],
        "*": [OTHER, OWN],
    }


def takes(service: Service, size: int) -> bool:
    """Put an item of a size in the place of a number's patients, if the table takes it."""
    item = {"pk": {"S": f"authorization#{index_name('A1', LOCAL_KEY)}"}, "filling": {"S": "x" * size}}
    try:
        service.dynamodb.put_item(TableName=service.stack.names["CourseTable"], Item=item)
    except service.dynamodb.exceptions.ClientError:
        return False
    return True


def test_a_number_filled_up_by_another_payer_holds_up_neither_an_authorization_nor_a_batch(service: Service) -> None:
    too_large = bisect(range(500_000), 0, key=lambda size: not takes(service, size))
    assert takes(service, too_large - 1)
    record = authorization(payer=OWN, authorization_number="A1")

    assert ask(service, "POST", "/authorizations", record, only(OWN))[0] == 201
    service.drop("a.jsonl", json_lines({**record, "member_id": "M2"}, claim("C1", "M2", payer=OWN)))
    service.pump()

    (report,) = service.reports().values()
    assert [decision["claim_id"] for decision in report["decisions"]] == ["C1"]


def test_a_request_nobody_vouches_for_is_refused_on_every_route(service: Service) -> None:
    course_of(service, OWN)
    before = stored(service)
    nobody: tuple[dict[str, str] | None, ...] = (None, {}, {"payers": "*"}, {"payers": "*", "expires": "1768471200"})

    refused = [
        (ask(service, method, path, claim("C9") if method == "POST" else None, told)[0], function_of(method, path))
        for _, method, path in api_routes()
        for told in nobody
    ]

    assert refused == [(401, function) for function, _, _ in api_routes() for _ in nobody]
    assert len(refused) >= 9 * len(nobody)
    assert stored(service) == before


def test_policy_is_the_same_for_every_payers_callers(service: Service) -> None:
    """An edit or a precertification holds no claim; a center reads the policies of all payers it may deal with."""
    for path in ("/edits", "/edits/IMG004", "/precerts/77385"):
        assert ask(service, "GET", path, told=only("")) == ask(service, "GET", path)


def test_callers_of_iam_see_every_payer(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared_stack.PARAMETERS, "ApiAccess", "AWS_IAM")
    for payer in (OWN, OTHER):
        status, decision = ask(service, "POST", "/claims", claim("C1", payer=payer), None)
        assert status == 201
        assert ask(service, "GET", f"/courses/{decision['lines'][0]['course_id']}", told=None)[0] == 200
