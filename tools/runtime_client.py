"""The runtime client's network half in plain Python, for machines where AWS ships no compiled one (macOS).

awslambdaric imports a module of this name with these four functions; they speak the Lambda Runtime API over HTTP.
"""

import http.client
import os
from typing import Any

_API = "/2018-06-01/runtime/invocation"
_RENAMED = ("Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Invoked-Function-Arn")
_AGENT: dict[str, str] = {}


def initialize_client(user_agent: str) -> None:
    """Remember how to introduce ourselves."""
    _AGENT["User-Agent"] = user_agent


def next() -> tuple[bytes, dict[str, Any]]:  # noqa: A001 the name awslambdaric calls
    """Wait for the next invocation: its payload, and its headers as awslambdaric reads them."""
    response, payload = _call("GET", f"{_API}/next", None, {})
    headers: dict[str, Any] = {name: response.getheader(name) or "" for name in _RENAMED}
    headers["Lambda-Runtime-Deadline-Ms"] = int(response.getheader("Lambda-Runtime-Deadline-Ms") or 0)
    headers["Lambda-Runtime-Trace-Id"] = response.getheader("Lambda-Runtime-Trace-Id")
    headers["Lambda-Runtime-Client-Context"] = response.getheader("Lambda-Runtime-Client-Context")
    headers["Lambda-Runtime-Cognito-Identity"] = response.getheader("Lambda-Runtime-Cognito-Identity")
    headers["Lambda-Runtime-Aws-Tenant-Id"] = response.getheader("Lambda-Runtime-Aws-Tenant-Id")
    headers["Lambda-Runtime-Invocation-Id"] = response.getheader("Lambda-Runtime-Invocation-Id")
    headers["Content-Type"] = response.getheader("Content-Type")
    return payload, headers


def post_invocation_result(request_id: str, body: bytes, content_type: str, _invocation_id: str | None = None) -> None:
    """Answer an invocation."""
    _call("POST", f"{_API}/{request_id}/response", body, {"Content-Type": content_type})


def post_error(request_id: str, error: str, xray_fault: str, _invocation_id: str | None = None) -> None:
    """Report that an invocation failed."""
    fault = {"Content-Type": "application/json", "Lambda-Runtime-Function-XRay-Error-Cause": xray_fault}
    _call("POST", f"{_API}/{request_id}/error", error.encode(), fault)


def _call(
    method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    """Make one call; anything but success is a RuntimeError, as from the compiled client."""
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        connection.request(method, path, body, {**_AGENT, **headers})
        response = connection.getresponse()
        payload = response.read()
    finally:
        connection.close()
    if response.status >= http.client.BAD_REQUEST:
        raise RuntimeError(f"{method} {path}: {response.status}")
    return response, payload
