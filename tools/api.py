"""Call the deployed API as a caller of the account: every request is signed, as the API demands."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
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

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def call(stack: Stack, method: str, path: str, body: object = None, *, signed: bool = True) -> Reply:
    """Send one request; `body` is sent as JSON, or as it is when it is text. Statuses of refusal are replies too."""
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    headers = {} if data is None else {"Content-Type": "application/json"}
    request = AWSRequest(method=method, url=f"{stack.api}{path}", data=data, headers=headers)
    if signed:
        SigV4Auth(Credentials(ACCOUNT, "unchecked"), "execute-api", REGION).add_auth(request)
    outgoing = urllib.request.Request(  # noqa: S310 our own address
        f"{stack.api}{path}", data=data, headers=dict(request.headers.items()), method=method
    )
    try:
        with urllib.request.urlopen(outgoing, timeout=CALL_SECONDS) as answer:  # noqa: S310 our own address
            return Reply(answer.status, answer.headers.get("Content-Type", ""), answer.read().decode())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Reply(refusal.code, refusal.headers.get("Content-Type", ""), refusal.read().decode())
