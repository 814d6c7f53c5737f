"""Where the embedded AWS differs from AWS, the template is changed for it: here, and nowhere else.

- It speaks plain HTTP on the loopback and enforces statements that demand TLS, so those are left out.
- It asks for `sqs:SendMessageBatch`, an action AWS does not have: there, `sqs:SendMessage` covers batches.
- `Ref` of a secret gives its name; on AWS it gives the ARN, which `Id` gives on both.
- Its SAM transform sees a parameter's default only; on AWS the value given, which becomes the default here.
- It reads no gateway responses from an API's body, so each becomes a resource; tools/deploy.py deploys the API again.
- It skips a method `ANY` of an API, so each method is declared by itself.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tools.template import API, FUNCTION, Template, of_type

GATEWAY_RESPONSE = "AWS::ApiGateway::GatewayResponse"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 the name of a resource type


def adapt(template: Template) -> None:
    """Change a template in place so that the embedded AWS treats it as AWS treats the original."""
    secrets = set(of_type(template, SECRET))
    template["Resources"] |= dict(_gateway_responses(template))
    for function in of_type(template, FUNCTION).values():
        _spell_out_any(function["Properties"].get("Events", {}))
    for name, resource in list(template["Resources"].items()):
        for node in _maps(resource):
            if node.get("Ref") in secrets:
                node["Fn::GetAtt"] = [node.pop("Ref"), "Id"]
            if isinstance(node.get("Statement"), list):
                node["Statement"] = [_with_batches(one) for one in node["Statement"] if not _demands_tls(one)]
        own = resource.get("Properties", {}).get("PolicyDocument")
        if own is not None and not own["Statement"]:
            del template["Resources"][name]


def with_defaults(template: Template, values: Mapping[str, str]) -> Template:
    """Return a template whose parameters have the values given as their defaults."""
    declared = template["Parameters"]
    return {**template, "Parameters": declared | {name: declared[name] | {"Default": values[name]} for name in values}}


def _gateway_responses(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what SAM would write into the API's body, by logical id."""
    for api, resource in of_type(template, API).items():
        for kind, answer in resource["Properties"].get("GatewayResponses", {}).items():
            headers = answer.get("ResponseParameters", {}).get("Headers", {})
            properties = {
                "RestApiId": {"Ref": api},
                "ResponseType": kind,
                "ResponseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
                "ResponseTemplates": answer.get("ResponseTemplates", {}),
            }
            yield f"{api}{kind.title().replace('_', '')}", {"Type": GATEWAY_RESPONSE, "Properties": properties}


def _spell_out_any(events: dict[str, Any]) -> None:
    """Put an event for each method in the place of one for any."""
    for name, event in list(events.items()):
        if event["Properties"].get("Method") == "ANY":
            del events[name]
            for method in METHODS:
                events[f"{name}{method.title()}"] = {**event, "Properties": {**event["Properties"], "Method": method}}


def _maps(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every map anywhere in a resource, outer ones first."""
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from _maps(value)
    elif isinstance(node, list):
        for value in node:
            yield from _maps(value)


def _demands_tls(statement: dict[str, Any]) -> bool:
    return "aws:SecureTransport" in json.dumps(statement.get("Condition", {}))


def _with_batches(statement: dict[str, Any]) -> dict[str, Any]:
    stated = statement.get("Action", [])
    actions = [stated] if isinstance(stated, str) else stated
    return statement | {"Action": [*actions, "sqs:SendMessageBatch"]} if "sqs:SendMessage" in actions else statement
