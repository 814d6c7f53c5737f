"""Call the deployed API with a token of the local issuer, or as the test says."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from tools.deploy import Stack
from tools.embedded import ACCOUNT, REGION

CALL_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """What the API answered."""

    status: int
    content_type: str
    body: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def call(stack: Stack, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
    """Send one request with a token that may do everything, unless the headers hold another one."""
    return send(stack, method, path, body, {"Authorization": f"Bearer {stack.admin_token}", **(headers or {})})


def call_signed(stack: Stack, method: str, path: str, body: object = None) -> Reply:
    """Send one request signed as a caller of the account, for a stack whose ApiAccess is AWS_IAM."""
    request = AWSRequest(method=method, url=f"{stack.api}{path}", data=_written(body))
    SigV4Auth(Credentials(ACCOUNT, "unchecked"), "execute-api", REGION).add_auth(request)
    return send(stack, method, path, body, dict(request.headers.items()))


def send(stack: Stack, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
    """Send one request; `body` is sent as JSON, or as it is when it is text. Statuses of refusal are replies too."""
    data = _written(body)
    kind = {} if data is None else {"Content-Type": "application/json"}
    outgoing = urllib.request.Request(  # noqa: S310 our own address
        f"{stack.api}{path}", data=data, headers={**kind, **(headers or {})}, method=method
    )
    try:
        with urllib.request.urlopen(outgoing, timeout=CALL_SECONDS) as answer:  # noqa: S310 our own address
            return _reply(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return _reply(refusal.code, refusal.headers, refusal.read())


def _written(body: object) -> bytes | None:
    if body is None:
        return None
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def _reply(status: int, headers: Message, body: bytes) -> Reply:
    return Reply(status, headers.get("Content-Type", ""), body.decode(), dict(headers.items()))
