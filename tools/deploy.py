"""Deploy a build to the embedded AWS with CloudFormation, as `sam deploy` would, and say where things are."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from tools.build import ARTIFACT_BUCKET, Build
from tools.embedded import ACCOUNT, REGION, Server
from tools.emulated import with_defaults
from tools.local_issuer import Issuer

STACK = "radonc"
API_ID = "radonc"
DEPLOY_SECONDS = 120.0


class DeployError(Exception):
    """CloudFormation refused the stack; the text holds its reasons."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its resources' and outputs' values by name."""

    server: Server
    issuer: Issuer
    resources: dict[str, tuple[str, str]]
    outputs: dict[str, str]

    def client(self, service: str) -> Any:
        """Return a client of one service with the account's own permissions."""
        return client(self.server, service)

    def physical(self, kind: str) -> dict[str, str]:
        """Return the physical ids of one type of resource by logical id."""
        return {name: found for name, (resource, found) in self.resources.items() if resource == kind}

    @cached_property
    def api(self) -> str:
        """The address of the HTTP API, without a slash at its end."""
        api = next(iter(self.physical("AWS::ApiGateway::RestApi").values()))
        stage = next(iter(self.physical("AWS::ApiGateway::Stage").values()))
        return f"{self.server.endpoint}/_aws/execute-api/{api}/{stage}"

    @cached_property
    def admin_token(self) -> str:
        """A token that may call every method, for every payer."""
        return self.issuer.token()


def client(server: Server, service: str) -> Any:
    """Return a client that talks to the embedded AWS and to nothing else."""
    connect: Callable[..., Any] = boto3.client
    return connect(
        service,
        endpoint_url=server.endpoint,
        region_name=REGION,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="unchecked",  # noqa: S106 the embedded account has no secret
        config=Config(proxies={}, retries={"total_max_attempts": 3}, s3={"addressing_style": "path"}),
    )


def deploy(server: Server, issuer: Issuer, build: Build, parameters: dict[str, str] | None = None) -> Stack:
    """Upload the archives, create the stack, which takes the issuer's tokens, and wait until it stands."""
    s3, cloudformation = client(server, "s3"), client(server, "cloudformation")
    s3.create_bucket(Bucket=ARTIFACT_BUCKET)
    for key, archive in build.archives.items():
        s3.upload_file(str(archive), ARTIFACT_BUCKET, key)
    chosen = issuer.parameters | (parameters or {})
    template = with_defaults(json.loads(build.template_file.read_text(encoding="utf-8")), chosen)
    s3.put_object(Bucket=ARTIFACT_BUCKET, Key="template.json", Body=json.dumps(template).encode())
    cloudformation.create_stack(
        StackName=STACK,
        TemplateURL=f"{server.endpoint}/{ARTIFACT_BUCKET}/template.json",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in chosen.items()],
        Tags=[{"Key": "ms-custom-id", "Value": API_ID}],  # the emulator names the API so: one address on every run
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    described = _finished(cloudformation)
    summaries = cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    resources = {
        one["LogicalResourceId"]: (one["ResourceType"], one.get("PhysicalResourceId", "")) for one in summaries
    }
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    stack = Stack(server, issuer, resources, outputs)
    _deploy_api_again(stack)
    return stack


def _deploy_api_again(stack: Stack) -> None:
    """Put the gateway responses into use, which tools/emulated.py made resources apart from the API."""
    for api in stack.physical("AWS::ApiGateway::RestApi").values():
        for stage in stack.physical("AWS::ApiGateway::Stage").values():
            stack.client("apigateway").create_deployment(restApiId=api, stageName=stage)


def _finished(cloudformation: Any) -> dict[str, Any]:
    """Wait for the stack to stand and return its description."""
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        described: dict[str, Any] = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if described["StackStatus"] == "CREATE_COMPLETE":
            return described
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.2)
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    reasons = [
        f"    {event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
        for event in reversed(events)
        if "FAILED" in event["ResourceStatus"] and event.get("ResourceStatusReason")
    ]
    raise DeployError("\n".join(["the stack was not created:", *(reasons or ["    no reason was given"])]))
