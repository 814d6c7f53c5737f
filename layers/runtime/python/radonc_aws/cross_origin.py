"""CORS: pages of the origins a deployment names may call the API and read its answers; without any, none may."""

from collections.abc import Iterable

ANY = "*"
REQUEST_HEADERS = "Authorization,Content-Type,Idempotency-Key,If-None-Match,X-Amz-Date,X-Amz-Security-Token"
ANSWER_HEADERS = "ETag,Retry-After,WWW-Authenticate,X-Request-Id"
_PREFLIGHT_SECONDS = 600


def allowed_origin(origins: str, origin: str) -> str | None:
    """Say how an origin is allowed, if it is; `origins` are those a deployment names, separated by commas."""
    named = _named(origins)
    if not origin:
        return None
    return ANY if ANY in named else origin if origin in named else None


def answer_headers(origins: str, origin: str) -> dict[str, str]:
    """Headers of an answer to a page of an origin, or to nobody's page."""
    allowed = allowed_origin(origins, origin)
    varies = {"Vary": "Accept, Origin"} if _named(origins) - {ANY} else {}
    if allowed is None:
        return varies
    return varies | {"Access-Control-Allow-Origin": allowed, "Access-Control-Expose-Headers": ANSWER_HEADERS}


def preflight_headers(methods: Iterable[str]) -> dict[str, str]:
    """Headers that tell a browser what a page of an allowed origin may send to a path."""
    return {
        "Access-Control-Allow-Methods": ",".join(methods),
        "Access-Control-Allow-Headers": REQUEST_HEADERS,
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
    }


def _named(origins: str) -> set[str]:
    return {each.strip() for each in origins.split(",")} - {""}
