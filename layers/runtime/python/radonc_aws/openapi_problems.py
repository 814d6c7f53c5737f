"""Problem documents of the description: an example of every kind."""

from collections.abc import Mapping
from typing import Any

from radonc_aws import problem_kinds as kinds
from radonc_aws.problem_kinds import Kind

_REQUEST = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
_TOLD: Mapping[Kind, tuple[str, tuple[tuple[str, str], ...]]] = {
    kinds.UNREADABLE: ("The request cannot be read.", (("lines[0].units", "must be above 0"),)),
    kinds.TAKEN: (
        "Another claim was received under this claim id.",
        (("claim_id", "claim id already used; send frequency code 7 to replace"),),
    ),
    kinds.KEY_REUSED: ("This key was sent with another request; a request of its own needs its own key.", ()),
    kinds.IN_PROGRESS: ("Ask again after the seconds in Retry-After.", ()),
    kinds.UNKNOWN: ("No course is known under this name.", ()),
    kinds.UNAUTHENTICATED: ("Send a bearer token of this API's issuer that has not expired.", ()),
    kinds.FORBIDDEN: ("No scope of the token allows this method.", ()),
    kinds.FAILED: ("The service failed; the request may be repeated.", ()),
    kinds.TOO_LARGE: ("REQUEST_TOO_LARGE", ()),
    kinds.THROTTLED: ("THROTTLED", ()),
    kinds.SLOW: ("INTEGRATION_TIMEOUT", ()),
}


def example(kind: Kind) -> dict[str, Any]:
    """A problem document of a kind."""
    detail, errors = _TOLD[kind]
    return {
        "type": f"urn:radonc:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "errors": [{"field": field, "reason": reason} for field, reason in errors],
        "request_id": _REQUEST,
    }
