"""CMS files put under tables/ of the bucket come into use, or are refused with a report, on the deployed template."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from invented_tables import publish
from tools.api import call
from tools.deploy import Stack
from tools.inbox import error_logs

IMPORT_SECONDS = 60.0
CLAIM = {
    "claim_id": "TABLES-1",
    "payer": "priority-health",
    "claim_type": "institutional",
    "received_date": "2025-03-31",
    "member_id": "TABLEMEMBER1",
    "billing_provider_npi": "1234567893",
    "bill_type": "131",
    "diagnoses": ["C61"],
    "lines": [
        {"line_number": n, "procedure_code": code, "units": 1, "service_date": "2025-03-03", "revenue_code": "0333"}
        for n, code in enumerate(("77385", "77336"), 1)
    ],
}


def put(stack: Stack, name: str, content: bytes) -> None:
    bucket = stack.outputs["ClaimBucketName"]
    stack.client("s3").put_object(Bucket=bucket, Key=f"tables/{name}", Body=content)


def reports(stack: Stack, count: int) -> list[Mapping[str, Any]]:
    """Wait for as many reports of imports and return them."""
    s3, bucket = stack.client("s3"), stack.outputs["ClaimBucketName"]
    deadline = time.monotonic() + IMPORT_SECONDS
    while time.monotonic() < deadline:
        found = s3.list_objects_v2(Bucket=bucket, Prefix="reports/tables/").get("Contents", [])
        if len(found) >= count:
            return [json.loads(s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()) for entry in found]
        time.sleep(0.3)
    raise AssertionError(f"{count} reports were not written within {IMPORT_SECONDS:.0f} s\n{error_logs(stack)}")


@pytest.fixture(scope="module")
def imported(stack_with_tables: Stack, tmp_path_factory: pytest.TempPathFactory) -> list[Mapping[str, Any]]:
    files = publish({"ccioph-v311r0": ["77385 77336 20240101 * 0"]}, tmp_path_factory.mktemp("published"))
    for path in files:
        put(stack_with_tables, path.name, Path(path).read_bytes())
    put(stack_with_tables, "AOC_V2026Q1-MCR.txt", b"<html>a licence page</html>")
    return reports(stack_with_tables, len(files) + 1)


def test_a_table_in_four_parts_is_imported_and_a_licence_page_is_refused(imported: list[Mapping[str, Any]]) -> None:
    told = [table["table"] for report in imported for table in report.get("tables", [])]
    assert set(told) == {"ptp-hospital-2025q2"}
    (refused,) = [report for report in imported if report["status"] == "refused"]
    assert refused["expected"].startswith("no header AOC_Edit_Type")


def test_claims_are_decided_under_the_imported_table(
    stack_with_tables: Stack, imported: list[Mapping[str, Any]]
) -> None:
    assert imported
    decision = call(stack_with_tables, "POST", "/claims/review", CLAIM).json
    assert decision["tables"]["ncci_ptp"] == ["hospital 2025Q2"]
    assert [[finding["edit"] for finding in line["findings"]].count("NCC001") for line in decision["lines"]] == [0, 1]
    assert error_logs(stack_with_tables).strip() == "the functions logged no error"
