"""The template as the build and the embedded AWS see it."""

from pathlib import Path

from tools.emulated import adapt
from tools.template import environment_of, layers_of, load_template

TEMPLATE = """
Globals:
  Function:
    Timeout: 10
    Layers: [!Ref Rules]
    Environment: {Variables: {SHARED: "1"}}
Resources:
  Edit:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 20
      Layers: [!Ref Runtime]
      Environment: {Variables: {TABLE: !GetAtt Table.Arn, OWN: !Sub "${A}-b"}}
      Policies:
        - Version: 2012-10-17
          Statement:
            - {Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
            - {Effect: Allow, Action: "s3:GetObject", Resource: !Ref Key}
      Events:
        Rest: {Type: Api, Properties: {Method: ANY, Path: "/{proxy+}"}}
        One: {Type: Api, Properties: {Method: GET, Path: /one}}
  Key: {Type: "AWS::SecretsManager::Secret"}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Deny, Action: "s3:*", Condition: {Bool: {"aws:SecureTransport": "false"}}}
"""


def written(folder: Path) -> Path:
    (folder / "template.yaml").write_text(TEMPLATE)
    return folder


def test_short_forms_are_spelled_out_and_globals_are_merged_as_sam_merges_them(tmp_path: Path) -> None:
    edit = load_template(written(tmp_path))["Resources"]["Edit"]
    assert edit["Properties"]["Timeout"] == 20
    assert layers_of(edit) == ("Rules", "Runtime")
    assert environment_of(edit) == ["OWN", "SHARED", "TABLE"]
    assert edit["Properties"]["Environment"]["Variables"] == {
        "SHARED": "1",
        "TABLE": {"Fn::GetAtt": ["Table", "Arn"]},
        "OWN": {"Fn::Sub": "${A}-b"},
    }
    assert edit["Properties"]["Policies"][0]["Version"] == "2012-10-17"


def test_what_the_embedded_aws_does_differently_is_adapted_and_nothing_else(tmp_path: Path) -> None:
    template = load_template(written(tmp_path))
    adapt(template)
    assert sorted(template["Resources"]) == ["Edit", "Key"]
    assert template["Resources"]["Edit"]["Properties"]["Policies"][0]["Statement"] == [
        {"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:SendMessageBatch"], "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::GetAtt": ["Key", "Id"]}},
    ]
    events = template["Resources"]["Edit"]["Properties"]["Events"]
    assert {name: event["Properties"]["Method"] for name, event in events.items()} == {
        "One": "GET",
        **{f"Rest{method.title()}": method for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")},
    }
