"""Where the embedded AWS differs from AWS, the template is changed for it: here, and nowhere else.

- It speaks plain HTTP on the loopback and enforces statements that demand TLS, so those are left out.
- It asks for `sqs:SendMessageBatch`, an action AWS does not have: there, `sqs:SendMessage` covers batches.
"""

import json
from collections.abc import Iterator
from typing import Any

from tools.template import Template


def adapt(template: Template) -> None:
    """Change a template in place so that the embedded AWS treats it as AWS treats the original."""
    for name, resource in list(template["Resources"].items()):
        for document in _policy_documents(resource):
            _allow_batches(document)
            _allow_plain_http(document)
        own = resource.get("Properties", {}).get("PolicyDocument")
        if own is not None and not own["Statement"]:
            del template["Resources"][name]


def _policy_documents(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every policy document anywhere in a resource."""
    if isinstance(node, dict):
        if isinstance(node.get("Statement"), list):
            yield node
        for value in node.values():
            yield from _policy_documents(value)
    elif isinstance(node, list):
        for value in node:
            yield from _policy_documents(value)


def _allow_batches(document: dict[str, Any]) -> None:
    for statement in document["Statement"]:
        actions = statement.get("Action")
        actions = [actions] if isinstance(actions, str) else actions or []
        if "sqs:SendMessage" in actions:
            statement["Action"] = [*actions, "sqs:SendMessageBatch"]


def _allow_plain_http(document: dict[str, Any]) -> None:
    document["Statement"] = [
        one for one in document["Statement"] if "aws:SecureTransport" not in json.dumps(one.get("Condition", {}))
    ]
