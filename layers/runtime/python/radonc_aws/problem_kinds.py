"""Kinds of problems the API tells of, for the documents it answers and for its description."""

from typing import NamedTuple

CONTENT_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """One kind of problem: the end of its type URN, its title, the status it usually has."""

    name: str
    title: str
    status: int


UNREADABLE = Kind("unreadable", "Request cannot be read", 422)
TAKEN = Kind("claim-id-taken", "Claim id already used", 409)
KEY_REUSED = Kind("idempotency-key-reused", "Idempotency key already used for another request", 422)
IN_PROGRESS = Kind("in-progress", "The first request under this key is still being answered", 409)
UNKNOWN = Kind("unknown", "Nothing under this name", 404)
UNAUTHENTICATED = Kind("unauthenticated", "Token missing or not accepted", 401)
FORBIDDEN = Kind("forbidden", "Not allowed to this caller", 403)
NO_METHOD = Kind("method-not-allowed", "Method not allowed here", 405)
REFUSED = Kind("refused", "Request refused", 400)
FAILED = Kind("failed", "Service failed", 500)
# API Gateway's own refusals, besides those above: too large, too many at once, no answer in time.
TOO_LARGE = Kind("gateway", "Request not passed on", 413)
THROTTLED = Kind("gateway", "Request not passed on", 429)
SLOW = Kind("gateway", "Request not passed on", 504)
