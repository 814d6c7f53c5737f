"""What scopes and payers a token's claims become, for issuers that write them in their own ways."""

import time
from typing import Any

import pytest

from radonc_aws.access_grant import METHODS, ClaimNames, access_policy
from radonc_aws.caller import Caller, vouched
from radonc_aws.refusals import OtherPayerError, TokenRefusedError, UnknownCallerError

STAGE = "arn:aws:execute-api:us-east-1:123456789012:abc123/v1"
NAMES = ClaimNames(scope_prefix="radonc:", payers="payers")
ISSUED = {"iss": "https://issuer.example", "sub": "RUTH.PETERS"}


def policy(names: ClaimNames = NAMES, **claims: Any) -> dict[str, Any]:
    return access_policy({**ISSUED, **claims}, f"{STAGE}/GET/courses/abc", names, expires=1_800_000_000)


def statement(answer: dict[str, Any]) -> tuple[str, list[str]]:
    [only] = answer["policyDocument"]["Statement"]
    assert only["Action"] == "execute-api:Invoke"
    return only["Effect"], [resource.removeprefix(f"{STAGE}/") for resource in only["Resource"]]


@pytest.mark.parametrize(
    ("claims", "allowed"),
    [
        ({"scope": "radonc:read"}, METHODS["read"]),
        ({"scope": "openid radonc:review radonc:submit"}, (*METHODS["review"], *METHODS["submit"])),
        ({"scp": ["radonc:review"]}, METHODS["review"]),
        ({"scp": "radonc:review profile"}, METHODS["review"]),
        ({"scope": "radonc:admin"}, ("*",)),
    ],
)
def test_a_token_may_call_the_methods_of_its_scopes(claims: dict[str, Any], allowed: tuple[str, ...]) -> None:
    assert statement(policy(**claims)) == ("Allow", list(allowed))


@pytest.mark.parametrize(
    "claims",
    [{}, {"scope": ""}, {"scope": "read"}, {"scope": "radonc:reader xradonc:read RADONC:READ"}, {"scp": []}],
)
def test_a_token_without_a_scope_of_ours_may_call_nothing(claims: dict[str, Any]) -> None:
    assert statement(policy(**claims)) == ("Deny", ["*"])


def test_an_issuer_may_write_scopes_bare_and_payers_under_a_name_of_its_own() -> None:
    names = ClaimNames(scope_prefix="", payers="https://clinic.example/payers")
    answer = policy(names, scp="review", **{"https://clinic.example/payers": "evolent"})
    assert statement(answer) == ("Allow", list(METHODS["review"]))
    assert answer["context"] == {"payers": "evolent", "expires": 1_800_000_000}


@pytest.mark.parametrize(
    ("claim", "payers"),
    [
        (["priority-health", "evolent"], "evolent priority-health"),
        ("priority-health evolent", "evolent priority-health"),
        (["*"], "*"),
        ([], ""),
        ("", ""),
    ],
)
def test_payers_are_listed_for_the_functions(claim: object, payers: str) -> None:
    assert policy(scope="radonc:read", payers=claim)["context"]["payers"] == payers


def test_a_token_that_names_no_payers_sees_none() -> None:
    assert policy(scope="radonc:admin")["context"]["payers"] == ""


@pytest.mark.parametrize("claim", [{"scope": 7}, {"scp": {"read": True}}, {"payers": [1]}, {"payers": {"all": "*"}}])
def test_a_claim_in_another_form_refuses_the_token(claim: dict[str, Any]) -> None:
    with pytest.raises(TokenRefusedError):
        policy(**claim)


def test_the_access_log_is_told_a_hash_in_place_of_the_subject() -> None:
    first, other = policy(scope="radonc:read"), policy(scope="radonc:read", sub="OTHER")
    assert first["principalId"] != other["principalId"]
    assert len(first["principalId"]) == 32
    assert "PETERS" not in str(first)


@pytest.mark.parametrize("access", ["Bearer", "", "aws_iam", "NONE"])
def test_without_a_word_of_the_authorizer_nobody_is_known(access: str) -> None:
    now = time.time()
    for told in ({}, {"payers": "*"}, {"expires": str(now + 60)}, {"payers": "*", "expires": str(now - 1)}):
        with pytest.raises(UnknownCallerError):
            vouched({"authorizer": told}, access, now)
    with pytest.raises(UnknownCallerError):
        vouched({}, access, now)
    with pytest.raises(UnknownCallerError):
        vouched({"authorizer": None}, access, now)


def test_a_caller_sees_and_sends_for_its_payers_alone() -> None:
    caller = vouched({"authorizer": {"payers": "evolent medicare", "expires": "1800000000"}}, "Bearer", 1_799_999_999)
    assert [caller.sees(payer) for payer in ("evolent", "medicare", "priority-health", "", "*")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    with pytest.raises(OtherPayerError):
        caller.must_act_for("priority-health")


def test_callers_of_iam_and_a_star_see_every_payer() -> None:
    everyone = Caller(frozenset({"*"}))
    assert vouched({}, "AWS_IAM", 0) == everyone
    assert vouched({"authorizer": {"payers": "*", "expires": "1800000000"}}, "Bearer", 0) == everyone
    assert everyone.sees("any-payer")
