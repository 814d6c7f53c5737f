"""template.yaml against the functions it deploys."""

import importlib.util
import json
from typing import Any

import pytest
from contract.template_file import ROOT, functions, resources, template

from radonc_aws import settings

SETTINGS = {
    "precert_lookup": settings.PrecertLookupSettings,
    "line_edit": settings.LineEditSettings,
    "course_aggregation": settings.CourseAggregationSettings,
    "batch_intake": settings.BatchIntakeSettings,
    "token_authorizer": settings.TokenAuthorizerSettings,
    "table_import": settings.TableImportSettings,
}
# Read by Powertools, not by us.
POWERTOOLS = {"LOG_LEVEL", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME"}
# Every function is given them; who judges tokens or takes in tables decides no claims.
POLICIES = {"POLICY_FOLDERS", "TABLE_FOLDER"}
NOT_READ = {"token_authorizer": POLICIES, "table_import": POLICIES}
LARGEST_HANDLER = 60


def default(value: Any) -> int:
    """A number, or the default of the parameter it refers to."""
    return int(template()["Parameters"][value["Ref"]]["Default"] if isinstance(value, dict) else value)


def queue_of(event: dict[str, Any]) -> dict[str, Any]:
    """Properties of the queue an event source reads."""
    name = event["Properties"]["Queue"]["Fn::GetAtt"][0]
    properties: dict[str, Any] = resources("AWS::SQS::Queue")[name]["Properties"]
    return properties


def queue_events() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each function that reads a queue: its name, its properties, the event source."""
    return [
        (name, function, event)
        for name, function in functions().items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]


def routes() -> list[tuple[str, str]]:
    """Method and path of every declared route."""
    declared = (event["Properties"] for event in api_events() if event["Properties"]["Method"] != "ANY")
    return sorted((properties["Method"], properties["Path"]) for properties in declared)


def api_events() -> list[dict[str, Any]]:
    """Every event of the API."""
    events = (event for function in functions().values() for event in function.get("Events", {}).values())
    return [event for event in events if event["Type"] == "Api"]


def test_the_functions_are_those_of_the_house() -> None:
    assert set(functions()) == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_code_and_handler_of_each_function_import(name: str) -> None:
    module, function = functions()[name].get("Handler", template()["Globals"]["Function"]["Handler"]).split(".")
    path = ROOT / functions()[name]["CodeUri"] / f"{module}.py"
    spec = importlib.util.spec_from_file_location(f"contract_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    handler = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(handler)
    assert callable(getattr(handler, function))


@pytest.mark.parametrize("name", SETTINGS)
def test_each_handler_fits_a_screen(name: str) -> None:
    lines = (ROOT / functions()[name]["CodeUri"] / "handler.py").read_text().splitlines()
    assert len(lines) <= LARGEST_HANDLER


@pytest.mark.parametrize(("name", "model"), SETTINGS.items())
def test_the_environment_of_each_function_is_its_settings(name: str, model: type[settings.Settings]) -> None:
    shared = set(template()["Globals"]["Function"]["Environment"]["Variables"])
    declared = shared | set(functions()[name]["Environment"]["Variables"])
    answers = any(event["Type"] == "Api" for event in functions()[name].get("Events", {}).values())
    api = (settings.AccessSettings, settings.CrossOriginSettings) if answers else ()
    once = (settings.KeptAnswersSettings,) if name in ("precert_lookup", "line_edit") else ()
    read = [field for settings_model in (model, *api, *once) for field in settings_model.model_fields]
    assert declared - POWERTOOLS - NOT_READ.get(name, set()) == {field.upper() for field in read}


def test_only_the_authorizer_carries_what_reads_tokens() -> None:
    layers = {name: [layer["Ref"] for layer in function.get("Layers", [])] for name, function in functions().items()}
    assert {name for name, own in layers.items() if own} == {"token_authorizer"}
    assert layers["token_authorizer"] == ["TokensLayer"]


def test_tokens_are_the_default_and_nothing_is_set_for_a_deployment_to_forget() -> None:
    parameters = template()["Parameters"]
    defaults = {name: parameters[name]["Default"] for name in parameters if "Token" in name or "Issuer" in name}
    assert parameters["ApiAccess"]["Default"] == "Bearer"
    assert defaults == {
        "TokenIssuer": "",
        "TokenAudience": "",
        "TokenScopePrefix": "radonc:",
        "TokenPayersClaim": "payers",
        "LoopbackIssuer": "false",
    }
    [rule] = template()["Rules"].values()
    refused = [found["Assert"]["Fn::Not"][0]["Fn::Equals"] for found in rule["Assertions"]]
    assert refused == [[{"Ref": "TokenIssuer"}, ""], [{"Ref": "TokenAudience"}, ""]]


def test_settings_name_every_variable_that_is_missing() -> None:
    with pytest.raises(
        LookupError, match=r"BatchIntakeSettings: not set in the environment: COURSE_TABLE, CLAIM_QUEUE_URL"
    ):
        settings.BatchIntakeSettings.read(
            {
                "POLICY_FOLDERS": "",
                "TABLE_FOLDER": "",
                "BATCH_ANSWERS": "",
                "ANSWER_ENVELOPE": "",
                "CLAIM_BUCKET": "b",
                "MEMBER_KEY_SECRET": "local",
            }
        )


def test_each_queue_hides_a_message_six_times_as_long_as_its_function_may_run() -> None:
    found = {
        name: default(queue_of(event)["VisibilityTimeout"]) // function["Timeout"]
        for name, function, event in queue_events()
    }
    assert set(found) == {"batch_intake", "line_edit", "course_aggregation", "table_import"}
    assert min(found.values()) >= 6


def test_each_queue_source_reports_its_failures_one_by_one() -> None:
    assert [e["Properties"]["FunctionResponseTypes"] for _, _, e in queue_events()] == [["ReportBatchItemFailures"]] * 4


def test_each_queue_a_function_reads_has_dead_letters_of_its_kind() -> None:
    queues = resources("AWS::SQS::Queue")
    for _, _, event in queue_events():
        queue = queue_of(event)
        dead_letters = queues[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]["Properties"]
        assert dead_letters.get("FifoQueue") == queue.get("FifoQueue")
        assert "RedrivePolicy" not in dead_letters


def test_fifo_queues_have_names_that_say_so() -> None:
    queues = [q["Properties"] for q in resources("AWS::SQS::Queue").values() if q["Properties"].get("FifoQueue")]
    assert [queue["QueueName"]["Fn::Sub"][-5:] for queue in queues] == [".fifo", ".fifo"]


def test_everything_at_rest_is_encrypted_with_the_key_of_the_stack() -> None:
    key = {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert {q["Properties"]["KmsMasterKeyId"]["Fn::GetAtt"][0] for q in resources("AWS::SQS::Queue").values()} == {
        "DataKey"
    }
    assert resources("AWS::DynamoDB::Table")["CourseTable"]["Properties"]["SSESpecification"]["KMSMasterKeyId"] == key
    (rule,) = resources("AWS::S3::Bucket")["ClaimBucket"]["Properties"]["BucketEncryption"][
        "ServerSideEncryptionConfiguration"
    ]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert {log["Properties"]["KmsKeyId"]["Fn::GetAtt"][0] for log in resources("AWS::Logs::LogGroup").values()} == {
        "DataKey"
    }


def test_no_statement_allows_every_action_or_every_resource() -> None:
    inline = [s for f in functions().values() for p in f["Policies"] if "Statement" in p for s in p["Statement"]]
    managed = resources("AWS::IAM::ManagedPolicy")["CourseHistoryPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    statements = [s["Fn::If"][1] if "Fn::If" in s else s for s in [*inline, *managed]]
    actions = [a for s in statements for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])]
    assert not [action for action in actions if "*" in action]
    assert not [statement for statement in statements if statement["Resource"] == "*"]


def test_the_routes_are_those_of_the_contract() -> None:
    assert routes() == [
        ("GET", "/authorizations"),
        ("GET", "/authorizations/{number}"),
        ("GET", "/batches/{batch_id}"),
        ("GET", "/courses/{course_id}"),
        ("GET", "/docs"),
        ("GET", "/edits"),
        ("GET", "/edits/{code}"),
        ("GET", "/openapi.json"),
        ("GET", "/precerts/{code}"),
        ("POST", "/authorizations"),
        ("POST", "/claims"),
        ("POST", "/claims/review"),
    ]


def test_answers_are_compressed_and_first_answers_expire() -> None:
    assert resources("AWS::Serverless::Api")["Api"]["Properties"]["MinimumCompressionSize"] == 1024
    assert resources("AWS::DynamoDB::Table")["AnswerTable"]["Properties"]["TimeToLiveSpecification"] == {
        "AttributeName": "expires",
        "Enabled": True,
    }


@pytest.mark.parametrize("kind", ["DEFAULT_4XX", "DEFAULT_5XX"])
def test_what_the_gateway_refuses_itself_is_a_problem_document_that_repeats_nothing(kind: str) -> None:
    answer = resources("AWS::Serverless::Api")["Api"]["Properties"]["GatewayResponses"][kind]
    none = {"Ref": "AWS::NoValue"}
    assert answer["ResponseParameters"]["Headers"] == {
        "Content-Type": "'application/problem+json'",
        "X-Request-Id": "context.requestId",
        "Access-Control-Allow-Origin": {"Fn::If": ["AnswersOtherOrigins", "'*'", none]},
        "Access-Control-Expose-Headers": {"Fn::If": ["AnswersOtherOrigins", "'WWW-Authenticate,X-Request-Id'", none]},
    }
    assert json.loads(answer["ResponseTemplates"]["application/json"]) == {
        "type": "urn:radonc:problem:gateway",
        "title": "Request not passed on",
        "detail": "$context.error.responseType",
        "errors": [],
        "request_id": "$context.requestId",
    }


def test_every_suppressed_security_check_says_why() -> None:
    skips = [
        s for r in template()["Resources"].values() for s in r.get("Metadata", {}).get("checkov", {}).get("skip", [])
    ]
    assert skips
    assert not [skip["id"] for skip in skips if len(skip["comment"].split()) < 5]
