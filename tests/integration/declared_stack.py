"""The table, bucket, queues and bus of template.yaml, created in moto as declared, and each function's environment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from contract.template_file import functions, resources, template

STACK = "radonc"
REGION = "us-east-1"
ACCOUNT = "123456789012"
PARAMETERS = {"LocalMemberKey": "true", "IntakeVisibilityTimeout": "1", "MaxReceiveCount": "3"}
_LISTS = ("AttributeDefinitions", "KeySchema", "BillingMode")


@dataclass(frozen=True)
class DeclaredStack:
    """Physical names of the declared resources, as `Ref` gives them."""

    names: Mapping[str, str]

    def environment(self, function: str) -> dict[str, str]:
        """The variables the template gives a function, resolved."""
        declared = {
            **template()["Globals"]["Function"]["Environment"]["Variables"],
            **functions()[function]["Environment"]["Variables"],
        }
        return {name: str(_resolved(value, self.names)) for name, value in declared.items()}


def create() -> DeclaredStack:
    """Create the declared resources. The bucket's notification is left to the tests, which deliver it themselves."""
    names = {name: _queue(name, entry["Properties"]) for name, entry in _dead_letters_first()}
    for name, entry in resources("AWS::DynamoDB::Table").items():
        table = {key: entry["Properties"][key] for key in _LISTS}
        names[name] = boto3.client("dynamodb").create_table(TableName=name, **table)["TableDescription"]["TableName"]
    for name, entry in resources("AWS::S3::Bucket").items():
        names[name] = name.lower()
        boto3.client("s3").create_bucket(Bucket=names[name])
        versioning = entry["Properties"]["VersioningConfiguration"]
        boto3.client("s3").put_bucket_versioning(Bucket=names[name], VersioningConfiguration=versioning)
    for name, entry in resources("AWS::Events::EventBus").items():
        names[name] = _resolved(entry["Properties"]["Name"], names)
        boto3.client("events").create_event_bus(Name=names[name])
    return DeclaredStack(names)


def _dead_letters_first() -> list[tuple[str, dict[str, Any]]]:
    return sorted(resources("AWS::SQS::Queue").items(), key=lambda pair: "RedrivePolicy" in pair[1]["Properties"])


def _queue(name: str, properties: dict[str, Any]) -> str:
    sqs = boto3.client("sqs")
    attributes = {key: value for key, value in properties.items() if key not in ("QueueName", "KmsMasterKeyId")}
    made: dict[str, str] = {}
    for key, value in attributes.items():
        made[key] = str(_resolved(value, {})).lower() if isinstance(value, bool) else _written(value)
    queue_name = _resolved(properties.get("QueueName", name), {})
    return str(sqs.create_queue(QueueName=queue_name, Attributes=made)["QueueUrl"])


def _written(value: Any) -> str:
    if not isinstance(value, dict) or "Ref" in value:
        return str(_resolved(value, {}))
    target = value["deadLetterTargetArn"]["Fn::GetAtt"][0]
    name = _resolved(resources("AWS::SQS::Queue")[target]["Properties"].get("QueueName", target), {})
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": _resolved(value["maxReceiveCount"], {})})


def _resolved(value: Any, names: Mapping[str, str]) -> Any:
    """Resolve what the table, queues and environments of the template use of CloudFormation's functions."""
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return names[value["Ref"]] if value["Ref"] in names else _parameter(value["Ref"])
    if "Fn::Sub" in value:
        return value["Fn::Sub"].replace("${AWS::StackName}", STACK)
    condition, yes, no = value["Fn::If"]
    assert condition == "UsesLocalMemberKey"
    return _resolved(yes if _parameter("LocalMemberKey") == "true" else no, names)


def _parameter(name: str) -> Any:
    return PARAMETERS.get(name, template()["Parameters"][name]["Default"])
