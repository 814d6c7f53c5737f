"""The authorizer's function, called as API Gateway calls it, against an issuer on this machine."""

import importlib.util
import io
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from contract.template_file import ROOT
from unit.tokens.issuer_site import AUDIENCE, DISCOVERY, KEYS, SUBJECT, Site, published

from radonc_aws import observability

METHOD = "arn:aws:execute-api:us-east-1:123456789012:abc123/v1/GET/edits"


@pytest.fixture
def site() -> Iterator[Site]:
    with published() as site:
        yield site


@pytest.fixture
def authorizer(site: Site, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function of a deployment that takes the site's tokens."""
    settings = {
        "TOKEN_ISSUER": site.address,
        "TOKEN_AUDIENCE": AUDIENCE,
        "TOKEN_SCOPE_PREFIX": "radonc:",
        "TOKEN_PAYERS_CLAIM": "payers",
        "LOOPBACK_ISSUER": "true",
        "POWERTOOLS_METRICS_NAMESPACE": "radonc",
        "POWERTOOLS_SERVICE_NAME": "token_authorizer",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    observability.metrics.cache_clear()
    spec = importlib.util.spec_from_file_location("token_authorizer", ROOT / "functions/token_authorizer/handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(authorizer: ModuleType, authorization: str) -> Any:
    event = {"type": "TOKEN", "authorizationToken": authorization, "methodArn": METHOD}
    return authorizer.lambda_handler(event, None)


def test_a_token_opens_what_it_is_good_for_whichever_method_was_called(authorizer: ModuleType, site: Site) -> None:
    answer = asked(authorizer, f"Bearer {site.token(scope='radonc:review', payers=['evolent'])}")
    [statement] = answer["policyDocument"]["Statement"]
    assert statement["Resource"] == ["arn:aws:execute-api:us-east-1:123456789012:abc123/v1/POST/claims/review"]
    assert answer["context"]["payers"] == "evolent"


def test_the_issuer_is_asked_once_for_many_tokens(authorizer: ModuleType, site: Site) -> None:
    for _ in range(3):
        asked(authorizer, f"bearer {site.token()}")
    assert site.fetched == {DISCOVERY: 1, KEYS: 1}


@pytest.mark.parametrize("kind", ["Basic", "", "Bearer"])
def test_who_sends_no_good_token_is_told_unauthorized_and_nothing_else(
    authorizer: ModuleType, site: Site, kind: str
) -> None:
    sent = f"{kind} {site.token(exp=1)}"
    with pytest.raises(authorizer.UnauthorizedError) as refusal:
        asked(authorizer, sent)
    assert (str(refusal.value), refusal.value.__cause__) == ("Unauthorized", None)


def test_an_issuer_that_cannot_be_asked_is_a_failure_and_not_a_refusal(authorizer: ModuleType, site: Site) -> None:
    del site.documents[DISCOVERY]
    with pytest.raises(authorizer.UnauthorizedError, match=r"^tokens cannot be judged$"):
        asked(authorizer, f"Bearer {site.token()}")
    site.documents[DISCOVERY] = {"issuer": site.address, "jwks_uri": site.address + KEYS}
    assert asked(authorizer, f"Bearer {site.token()}")["principalId"]


@pytest.mark.parametrize("missing", ["TOKEN_ISSUER", "TOKEN_AUDIENCE"])
def test_without_an_issuer_or_an_audience_nobody_comes_in(
    authorizer: ModuleType, site: Site, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv(missing, "")
    with pytest.raises(authorizer.UnauthorizedError, match=r"^tokens cannot be judged$"):
        asked(authorizer, f"Bearer {site.token(aud='')}")


def test_nothing_of_a_token_is_logged(
    authorizer: ModuleType, site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    logged = io.StringIO()
    monkeypatch.setattr(observability.logger().registered_handler, "stream", logged)
    tokens = [site.token(), site.token(exp=1), site.token(kid="SECRET-KEY-ID"), site.token(aud="SECRET-AUDIENCE")]
    for token in tokens:
        with suppress(authorizer.UnauthorizedError):
            asked(authorizer, f"Bearer {token}")
    del site.documents[KEYS]
    authorizer.tokens.cache_clear()
    with pytest.raises(authorizer.UnauthorizedError):
        asked(authorizer, f"Bearer {site.token()}")
    written = capfd.readouterr()
    said = logged.getvalue() + written.out + written.err
    assert "token refused" in said
    assert "tokens cannot be judged" in said
    parts = {part for token in tokens for part in token.split(".")}
    assert not [word for word in (*parts, SUBJECT, "SECRET") if word in said]
