"""What storing a claim costs: DynamoDB calls, and bytes kept, for each claim of a batch that arrives one by one."""

from collections import Counter
from typing import Any

import boto3
from moto import mock_aws

from benchmarks.batch import claims
from benchmarks.measure import Ratio
from radonc.patient import LOCAL_KEY
from radonc.policy_book import load_book
from radonc_aws.admission import admit
from radonc_aws.course_store import CourseStore

PATIENTS = 20
TABLE = "courses"


def ratios() -> list[Ratio]:
    """Store a batch claim by claim and count."""
    book = load_book()
    admitted = [admit(line, book, key=LOCAL_KEY) for line in claims(PATIENTS)]
    lines = sum(len(one.record.model_dump()["lines"]) for one in admitted)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        calls: Counter[str] = Counter()
        sent: list[int] = []

        def count(model: Any, params: dict[str, Any], **_: object) -> None:
            calls[model.name] += 1
            sent.append(len(params["body"]))

        client.meta.events.register("before-call.dynamodb", count)
        store = CourseStore(client, TABLE)
        for one in admitted:
            store.add(one.patient, one.record.payer, [one.version])
    stored = sum(len(one.version.body) + len(one.version.name) for one in admitted)
    per_claim, names = calls.total() / len(admitted), ", ".join(calls)
    return [
        Ratio("DynamoDB calls / claim", per_claim, f"{names}; {sum(sent) / len(admitted):.0f} bytes sent", at_most=1),
        Ratio("stored bytes / claim", stored / len(admitted), f"{stored / lines:.1f} bytes a service line"),
    ]
