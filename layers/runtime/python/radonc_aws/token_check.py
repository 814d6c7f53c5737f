"""Whether a bearer token is real, meant for this API and in time. PyJWT decides; here is what it must insist on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt import PyJWKClient

from radonc_aws.refusals import TokenRefusedError

# Signatures only: with a shared-secret algorithm the public key would be the secret (RFC 8725, 3.1).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 30  # seconds the issuer's clock and ours may differ
_REQUIRED = ["exp", "iss", "aud", "sub"]
_KEYS_LIVE = 600  # seconds a key set is used before it is fetched again
_COOLDOWN = 30  # seconds between fetches for a key id nobody knows
_FETCH_SECONDS = 3
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class IssuerError(Exception):
    """The issuer is not set up as it must be, or does not answer as OpenID Connect Discovery says."""


@dataclass(frozen=True)
class TokenCheck:
    """What a token must be: signed by a key of the issuer, for this audience."""

    issuer: str
    audience: str
    keys: PyJWKClient

    @classmethod
    def discover(cls, issuer: str, audience: str, *, loopback: bool = False) -> "TokenCheck":
        """Ask an issuer where its keys are (OpenID Connect Discovery 1.0, 4). Raises IssuerError, PyJWKClientError."""
        if not issuer or not audience:
            raise IssuerError("issuer or audience is not set")
        _insist_on_tls(issuer, loopback)
        # The client of key sets reads any JSON object, and it follows no redirect.
        found = PyJWKClient(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration", cache_jwk_set=False, timeout=_FETCH_SECONDS
        )
        described = found.fetch_data()
        if described.get("issuer") != issuer:
            raise IssuerError("the issuer describes itself under another name")
        keys = str(described.get("jwks_uri", ""))
        _insist_on_tls(keys, loopback)
        client = PyJWKClient(keys, lifespan=_KEYS_LIVE, cooldown_duration=_COOLDOWN, timeout=_FETCH_SECONDS)
        return cls(issuer, audience, client)

    def claims(self, token: str) -> Mapping[str, Any]:
        """Return a token's claims. Raises TokenRefusedError, whose text says nothing the token says."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS or not isinstance(header.get("kid"), str):
                raise TokenRefusedError("algorithm or key id")
            claims: Mapping[str, Any] = jwt.decode(
                token,
                self.keys.get_signing_key(header["kid"]),
                algorithms=ALGORITHMS,
                issuer=self.issuer,
                audience=self.audience,
                leeway=LEEWAY,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, jwt.PyJWKError) as failure:
            raise IssuerError(f"the issuer's keys cannot be had: {type(failure).__name__}") from None
        except jwt.PyJWTError as refusal:
            raise TokenRefusedError(type(refusal).__name__) from None
        return claims


def _insist_on_tls(address: str, loopback: bool) -> None:
    """Keys come over TLS; only the local issuer of an emulator may do without, and only on this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if not (loopback and parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise IssuerError("the issuer's addresses must be https")
