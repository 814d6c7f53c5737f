"""Which tokens are taken: every claim and header a forger may turn, and an issuer that is not what it should be."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator

import pytest
from jwt import PyJWKClientConnectionError
from unit.tokens.issuer_site import (
    AUDIENCE,
    CURVE,
    DISCOVERY,
    EDWARDS,
    KEYS,
    PUBLISHED,
    STRANGER,
    SUBJECT,
    Site,
    public_pem,
    published,
)

from radonc_aws.refusals import TokenRefusedError
from radonc_aws.token_check import IssuerError, TokenCheck


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with published() as site:
        yield site


@pytest.fixture(scope="module")
def check(site: Site) -> TokenCheck:
    return TokenCheck.discover(site.address, AUDIENCE, loopback=True)


def part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(site: Site) -> str:
    return f"{part({'alg': 'none', 'kid': 'rsa'})}.{part(site.claims())}."


def signed_with_the_public_key(site: Site) -> str:
    """HS256 under the public key's text, written by hand: PyJWT refuses to make such a token."""
    content = f"{part({'alg': 'HS256', 'kid': 'rsa'})}.{part(site.claims())}"
    signature = hmac.digest(public_pem(), content.encode(), hashlib.sha256)
    return f"{content}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def with_other_claims(site: Site) -> str:
    header, _, signature = site.token().split(".")
    return f"{header}.{part(site.claims(scope='radonc:admin'))}.{signature}"


NOW = int(time.time())
REFUSED: dict[str, Callable[[Site], str]] = {
    "nothing": lambda _: "",
    "no token": lambda _: "three.little.words",
    "two parts": lambda site: site.token().rpartition(".")[0],
    "a header that is no object": lambda site: f"{base64.urlsafe_b64encode(b'[]').decode()}.{site.token()[40:]}",
    "expired": lambda site: site.token(exp=NOW - 60),
    "not valid yet": lambda site: site.token(nbf=NOW + 600),
    "issued in the future": lambda site: site.token(iat=NOW + 600),
    "without an end": lambda site: site.token(exp=None),
    "an end that is no number": lambda site: site.token(exp="tomorrow"),
    "of another issuer": lambda site: site.token(iss="https://other.example"),
    "of no issuer": lambda site: site.token(iss=None),
    "for another audience": lambda site: site.token(aud="another-api"),
    "for nobody": lambda site: site.token(aud=None),
    "of no subject": lambda site: site.token(sub=None),
    "not signed": unsigned,
    "signed with the public key as a secret": signed_with_the_public_key,
    "of an unknown key": lambda site: site.token(kid="newer"),
    "of no key": lambda site: site.token(kid=None),
    "signed by a stranger under a known key's name": lambda site: site.token(STRANGER),
    "signed by one key under the name of another": lambda site: site.token(CURVE, "ES256", kid="rsa"),
    "changed after it was signed": with_other_claims,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_token_is_refused_without_repeating_it(site: Site, check: TokenCheck, kind: str) -> None:
    token = REFUSED[kind](site)
    with pytest.raises(TokenRefusedError) as refusal:
        check.claims(token)
    said = f"{refusal.value} {refusal.value.__cause__}"
    assert not any(word in said for word in (SUBJECT, "other.example", "another-api", "newer", "tomorrow"))


@pytest.mark.parametrize(
    "token",
    [
        lambda site: site.token(),
        lambda site: site.token(CURVE, "ES256", kid="curve"),
        lambda site: site.token(EDWARDS, "EdDSA", kid="edwards"),
        lambda site: site.token(aud=["another-api", AUDIENCE]),
        lambda site: site.token(exp=int(time.time()) - 10),
        lambda site: site.token(nbf=int(time.time()) + 10),
    ],
    ids=["RSA", "curve", "Edwards", "one audience of two", "ended within the leeway", "begins within the leeway"],
)
def test_a_good_token_gives_its_claims(site: Site, check: TokenCheck, token: Callable[[Site], str]) -> None:
    claims = check.claims(token(site))
    assert (claims["iss"], claims["sub"], claims["scope"]) == (site.address, SUBJECT, "radonc:read")


def test_keys_are_fetched_once_and_an_unknown_one_is_looked_for_at_most_every_half_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with published() as site:
        check = TokenCheck.discover(site.address, AUDIENCE, loopback=True)
        for _ in range(3):
            check.claims(site.token())
        rotated = [{**key, "kid": f"{key['kid']}-2"} for key in PUBLISHED["keys"]]
        site.documents[KEYS] = {"keys": [*PUBLISHED["keys"], *rotated]}
        for _ in range(3):
            with pytest.raises(TokenRefusedError):
                check.claims(site.token(kid="rsa-2"))
        assert site.fetched == {DISCOVERY: 1, KEYS: 1}

        monotonic = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: monotonic() + 31)
        for _ in range(3):
            assert check.claims(site.token(kid="rsa-2"))["sub"] == SUBJECT
        assert site.fetched == {DISCOVERY: 1, KEYS: 2}


def test_an_issuer_that_does_not_answer_is_no_refusal_of_the_token() -> None:
    with published() as site:
        check = TokenCheck.discover(site.address, AUDIENCE, loopback=True)
        address, token = site.address, site.token()
    with pytest.raises(IssuerError):
        check.claims(token)
    with pytest.raises(PyJWKClientConnectionError):
        TokenCheck.discover(address, AUDIENCE, loopback=True)


@pytest.mark.parametrize(
    ("issuer", "audience", "loopback"),
    [
        ("", AUDIENCE, True),
        ("https://issuer.example", "", True),
        ("http://issuer.example", AUDIENCE, True),
        ("http://127.0.0.1:1", AUDIENCE, False),
        ("http://127.0.0.1.issuer.example", AUDIENCE, True),
        ("http://127.0.0.1@issuer.example", AUDIENCE, True),
        ("file:///etc/passwd", AUDIENCE, True),
        ("https://", AUDIENCE, True),
    ],
)
def test_an_issuer_that_is_not_set_or_not_reached_over_tls_is_not_asked(
    issuer: str, audience: str, loopback: bool
) -> None:
    with pytest.raises(IssuerError):
        TokenCheck.discover(issuer, audience, loopback=loopback)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example"},
        {"jwks_uri": "http://issuer.example/keys.json"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
    ids=["under another name", "keys without TLS", "no keys", "keys in a file"],
)
def test_an_issuer_that_describes_itself_otherwise_is_not_believed(described: dict[str, object]) -> None:
    with published() as site:
        site.documents[DISCOVERY] |= described
        with pytest.raises(IssuerError):
            TokenCheck.discover(site.address, AUDIENCE, loopback=True)
        assert KEYS not in site.fetched


@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
def test_a_redirect_is_not_followed(path: str) -> None:
    with published() as site:
        site.documents["/elsewhere"], site.documents[path] = site.documents[path], "/elsewhere"
        with pytest.raises((PyJWKClientConnectionError, IssuerError)):
            TokenCheck.discover(site.address, AUDIENCE, loopback=True).claims(site.token())
        assert "/elsewhere" not in site.fetched
