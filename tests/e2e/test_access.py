"""Who may call the deployed API: tokens of the local issuer, forged ones, scopes, payers; and the IAM option."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from tools import embedded
from tools.api import Reply, call, call_signed, send
from tools.build import Build
from tools.deploy import Stack, deploy

STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MEMBER = "ACCESSMEMBER3"
CLAIM: dict[str, Any] = {
    "claim_id": "ACCESS-1",
    "payer": "priority-health",
    "claim_type": "professional",
    "received_date": "2025-10-01",
    "member_id": MEMBER,
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "diagnoses": ["C61"],
    "authorization_number": "ACCESS-A-1",
    "lines": [
        {
            "line_number": 1,
            "procedure_code": "77386",
            "units": 1,
            "service_date": "2025-09-01",
            "diagnosis_pointers": [1],
        }
    ],
}
AUTHORIZATION = {
    "type": "authorization",
    "authorization_number": "ACCESS-A-1",
    "payer": "priority-health",
    "member_id": MEMBER,
    "procedure_code": "77386",
}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(stack: Stack, token: str, method: str, path: str, body: object = None) -> Reply:
    return send(stack, method, path, body, bearer(token))


def told(reply: Reply) -> tuple[int, str, str]:
    """Status, content type and the kind of problem a refusal tells."""
    return reply.status, reply.content_type, reply.json["type"]


UNAUTHENTICATED = (401, "application/problem+json", "urn:radonc:problem:unauthenticated")
FORBIDDEN = (403, "application/problem+json", "urn:radonc:problem:forbidden")


@pytest.fixture(scope="module")
def course(stack: Stack) -> str:
    """The id of a stored course of priority-health, with its authorization."""
    assert call(stack, "POST", "/authorizations", AUTHORIZATION).status == 201
    decision = call(stack, "POST", "/claims", CLAIM).json
    course_id: str = decision["lines"][0]["course_id"]
    return course_id


def with_header(stack: Stack, header: dict[str, str], sign: Callable[[bytes], bytes]) -> str:
    """The claims of a good token under another header and signature."""
    claims = stack.admin_token.split(".")[1]
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    signature = base64.urlsafe_b64encode(sign(f"{head}.{claims}".encode())).rstrip(b"=").decode()
    return f"{head}.{claims}.{signature}"


def with_the_public_key_as_secret(stack: Stack) -> str:
    published = json.loads((stack.issuer.folder / "published" / "keys.json").read_text())["keys"][0]
    secret = json.dumps(published).encode()
    header = {"alg": "HS256", "kid": published["kid"]}
    return with_header(stack, header, lambda content: hmac.digest(secret, content, hashlib.sha256))


def of_a_stranger(stack: Stack, kid: str) -> str:
    claims = jwt.decode(stack.admin_token, options={"verify_signature": False})
    return jwt.encode(claims, STRANGER, algorithm="RS256", headers={"kid": kid})


NOW = int(time.time())
REFUSED: dict[str, Callable[[Stack], str]] = {
    "malformed": lambda _: "not-a-token",
    "three words": lambda _: "not.a.token",
    "expired": lambda stack: stack.issuer.token(exp=NOW - 120),
    "not yet valid": lambda stack: stack.issuer.token(nbf=NOW + 3600),
    "of a foreign issuer": lambda stack: stack.issuer.token(iss="https://other.example"),
    "for another audience": lambda stack: stack.issuer.token(aud="another-api"),
    "without an end": lambda stack: stack.issuer.token(exp=None),
    "not signed": lambda stack: with_header(stack, {"alg": "none", "kid": "local-1"}, lambda _: b""),
    "not signed, with words for a signature": lambda stack: with_header(
        stack, {"alg": "none", "kid": "local-1"}, lambda _: b"signature"
    ),
    "with the public key as a secret": with_the_public_key_as_secret,
    "of an unknown key": lambda stack: of_a_stranger(stack, "newer"),
    "of a stranger under the key's name": lambda stack: of_a_stranger(stack, "local-1"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_token_is_refused(stack: Stack, course: str, kind: str) -> None:
    reply = ask(stack, REFUSED[kind](stack), "GET", f"/courses/{course}")
    assert told(reply) == UNAUTHENTICATED
    assert course not in reply.body


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "Basic YTpi"}])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/edits"), ("POST", "/claims"), ("GET", "/batches/20250101-000000000000")]
)
def test_a_request_without_a_token_is_refused(stack: Stack, method: str, path: str, headers: dict[str, str]) -> None:
    assert told(send(stack, method, path, CLAIM if method == "POST" else None, headers)) == UNAUTHENTICATED


def test_the_description_is_there_for_everybody(stack: Stack) -> None:
    reply = send(stack, "GET", "/openapi.json")
    assert (reply.status, reply.json["openapi"]) == (200, "3.1.0")


def test_each_scope_opens_its_own_methods(stack: Stack, course: str) -> None:
    asked = (
        ("read", "GET", f"/courses/{course}", None, 200),
        ("read", "GET", "/authorizations/ACCESS-A-1", None, 200),
        ("read", "GET", "/edits/IMG004", None, 200),
        ("read", "GET", "/batches/20250101-000000000000", None, 404),
        ("read", "GET", "/precerts/77386", None, 200),
        ("review", "POST", "/claims/review", CLAIM, 200),
        ("submit", "POST", "/claims", CLAIM, 201),
        ("submit", "POST", "/authorizations", AUTHORIZATION, 201),
    )
    tokens = {scope: stack.issuer.token(scope) for scope in ("read", "review", "submit", "", "admin")}
    for own, method, path, body, status in asked:
        answers = {scope: ask(stack, token, method, path, body) for scope, token in tokens.items()}
        assert {scope: reply.status for scope, reply in answers.items()} == {
            scope: status if scope in (own, "admin") else 403 for scope in tokens
        }
        assert {told(reply) for scope, reply in answers.items() if scope not in (own, "admin")} == {FORBIDDEN}


def test_another_payers_course_and_authorization_are_answered_like_unknown_ones(stack: Stack, course: str) -> None:
    own = stack.issuer.token("read", ["evolent", "medicare"])

    def answered(path: str) -> tuple[int, str, dict[str, Any]]:
        reply = ask(stack, own, "GET", path)
        return reply.status, reply.content_type, {**reply.json, "request_id": ""}

    for kind, there, unknown in (
        ("courses", course, "0123456789abcdef0123456789abcdef-01234567"),
        ("authorizations", "ACCESS-A-1", "ACCESS-A-2"),
    ):
        assert answered(f"/{kind}/{there}") == answered(f"/{kind}/{unknown}")
        assert answered(f"/{kind}/{there}")[0] == 404
    right = stack.issuer.token("read", ["priority-health"])
    assert ask(stack, right, "GET", f"/courses/{course}").status == 200


def test_another_payers_claim_is_refused_and_not_stored(stack: Stack, course: str) -> None:
    token = stack.issuer.token("review submit", ["evolent"])
    strange = {**CLAIM, "claim_id": "ACCESS-2"}
    before = call(stack, "GET", f"/courses/{course}").body
    for path, record in (("/claims", strange), ("/claims/review", strange), ("/authorizations", AUTHORIZATION)):
        reply = ask(stack, token, "POST", path, record)
        assert told(reply) == FORBIDDEN
        assert MEMBER not in reply.body
    assert call(stack, "GET", f"/courses/{course}").body == before


def test_no_function_wrote_a_token_or_its_claims(stack: Stack, course: str) -> None:
    token = stack.issuer.token("read", sub="RUTH.PETERS")
    assert ask(stack, token, "GET", f"/courses/{course}").status == 200
    ask(stack, stack.issuer.token("read", sub="RUTH.PETERS", exp=NOW - 120), "GET", f"/courses/{course}")
    logs = stack.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    said = [event["message"] for name in groups for event in logs.filter_log_events(logGroupName=name)["events"]]
    assert any("token refused" in line for line in said)
    assert not [line for line in said if "PETERS" in line or token.split(".")[1] in line or "eyJ" in line]


def test_a_deployment_with_iam_knows_signatures_and_one_without_an_issuer_is_refused(
    stack: Stack, parts: Build, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In an emulator of its own: a stack's way of knowing callers is chosen at deployment."""
    server = embedded.start(tmp_path_factory.mktemp("iam") / "server")
    try:
        for missing in ("TokenIssuer", "TokenAudience"):
            with pytest.raises(ClientError, match=f"Set {missing}, or ApiAccess to AWS_IAM"):
                deploy(server, stack.issuer, parts, {missing: ""})
        signed = deploy(server, stack.issuer, parts, {"ApiAccess": "AWS_IAM", "TokenIssuer": "", "TokenAudience": ""})
        assert call_signed(signed, "POST", "/claims", CLAIM).status == 201
        assert call_signed(signed, "GET", "/edits/IMG004").status == 200
        assert call(signed, "GET", "/edits/IMG004").status == 403
        assert send(signed, "GET", "/edits/IMG004").status == 403
        assert send(signed, "GET", "/openapi.json").status == 200
    finally:
        embedded.stop(server)
