"""What a token's claims let its caller do: the methods it may call, and the payers it sees (ADR 0007)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from radonc_aws.refusals import TokenRefusedError

# One method stands in one scope. `admin` is every method, also one that stands in no other.
METHODS: Mapping[str, tuple[str, ...]] = {
    "read": (
        "GET/authorizations",
        "GET/authorizations/*",
        "GET/batches/*",
        "GET/courses/*",
        "GET/edits",
        "GET/edits/*",
        "GET/precerts/*",
    ),
    "review": ("POST/claims/review",),
    "submit": ("POST/authorizations", "POST/claims"),
    "admin": ("*",),
}
_PRINCIPAL = 32  # hex characters


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """How an issuer writes our scopes and payers: what stands before a scope, and the claim that lists payers."""

    scope_prefix: str
    payers: str


def scope_of(method: str, path: str) -> str:
    """Return the scope that opens a route; `admin` opens it too."""
    return next(scope for scope, methods in METHODS.items() if any(fnmatchcase(method + path, m) for m in methods))


def access_policy(claims: Mapping[str, Any], method_arn: str, names: ClaimNames, *, expires: int) -> dict[str, Any]:
    """Write the answer of an API Gateway authorizer.

    The policy names every method the token may call, not the one called: API Gateway keeps it for the token. The
    context tells the functions the payers, with spaces between, and when the token ends. Raises TokenRefusedError.
    """
    stage = "/".join(method_arn.split("/")[:2])
    allowed = [f"{stage}/{method}" for scope in _scopes(claims, names.scope_prefix) for method in METHODS[scope]]
    return {
        "principalId": _principal(claims),
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if allowed else "Deny",
                    "Resource": allowed or [f"{stage}/*"],
                }
            ],
        },
        "context": {"payers": " ".join(_payers(claims, names.payers)), "expires": expires},
    }


def _scopes(claims: Mapping[str, Any], prefix: str) -> list[str]:
    """Our scopes among those granted: `scope` of RFC 9068, or `scp`, which some issuers write instead."""
    granted = {*_words(claims, "scope"), *_words(claims, "scp")}
    return [scope for scope in METHODS if prefix + scope in granted]


def _payers(claims: Mapping[str, Any], name: str) -> list[str]:
    """Profile ids, or `*`; none when the token does not say."""
    return sorted(set(_words(claims, name)))


def _words(claims: Mapping[str, Any], name: str) -> Iterator[str]:
    """Read a claim that is a list of words, as a JSON list or with spaces between. Raises TokenRefusedError."""
    value = claims.get(name, [])
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise TokenRefusedError("a claim of scopes or payers is no list of words")
    for entry in entries:
        yield from entry.split()


def _principal(claims: Mapping[str, Any]) -> str:
    """Who called, for the access log: a hash, because the subject may be a person's name."""
    return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()[:_PRINCIPAL]
