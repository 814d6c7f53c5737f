"""The command: what it prints, where, and with which status."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from radonc.cli.app import app

CLEAN = {
    "claim_id": "CLEAN-1",
    "payer": "medicare",
    "claim_type": "professional",
    "received_date": "2025-06-16",
    "member_id": "SECRET-MEMBER-9",
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "diagnoses": ["C50.911"],
    "lines": [
        {
            "line_number": 1,
            "procedure_code": "G6012",
            "units": 1,
            "service_date": "2025-06-11",
            "diagnosis_pointers": [1],
        }
    ],
}


def variant(**fields: Any) -> dict[str, Any]:
    return CLEAN | fields


def line(**fields: Any) -> dict[str, Any]:
    return {**CLEAN["lines"][0], **fields}  # type: ignore[index]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(*records: dict[str, Any] | str) -> str:
        path = tmp_path / "claims.jsonl"
        lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in records]
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return _write


def invoke(*arguments: str, text: str | None = None) -> Any:
    return CliRunner().invoke(app, list(arguments), input=text)


def test_a_clean_batch_ends_with_status_0(write: Any) -> None:
    done = invoke("review", write(CLEAN), "--format", "jsonl")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["disposition"] == "allow"
    assert done.stderr == ""


def test_a_denied_line_ends_with_status_1(write: Any) -> None:
    done = invoke("review", write(variant(lines=[line(procedure_code="77252")])), "--format", "jsonl")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["disposition"] == "deny"


def test_a_rejected_record_is_told_on_standard_error_and_the_rest_is_decided(write: Any, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    bad = variant(claim_id="BAD-1", lines=[line(units=0)])
    done = invoke("review", write(CLEAN, bad), "--format", "jsonl", "--rejects", str(rejects))
    assert done.exit_code == 1
    assert [json.loads(entry)["claim_id"] for entry in done.stdout.splitlines()] == ["CLEAN-1"]
    assert done.stderr == "rejected claims.jsonl: line 2: lines[0].units: must be above 0\n"
    (reject,) = [json.loads(entry) for entry in rejects.read_text().splitlines()]
    assert (reject["claim_id"], reject["position"], reject["field"]) == ("BAD-1", {"line": 2}, "lines[0].units")


def test_nothing_readable_ends_with_status_2(write: Any) -> None:
    assert invoke("review", write("{}")).exit_code == 2
    assert invoke("review", write("")).exit_code == 2


def test_a_missing_file_is_named_and_ends_with_status_2(tmp_path: Path) -> None:
    done = invoke("review", str(tmp_path / "absent.837"))
    assert done.exit_code == 2
    assert "absent.837" in done.stderr.replace("\n", "")


def test_a_dash_reads_standard_input() -> None:
    done = invoke("review", "-", "--format", "jsonl", text=json.dumps(CLEAN))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["claim_id"] == "CLEAN-1"


def test_decisions_come_in_the_order_of_the_file(write: Any) -> None:
    claims = [variant(claim_id=name) for name in ("Z", "A", "M")]
    done = invoke("review", write(*claims), "--format", "jsonl")
    assert [json.loads(entry)["claim_id"] for entry in done.stdout.splitlines()] == ["Z", "A", "M"]


def test_the_worklist_has_a_row_a_finding_and_defuses_formulas(write: Any) -> None:
    done = invoke("review", write(variant(claim_id="=1+1", lines=[line(procedure_code="77252")])), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["claim_id"], row["edit"], row["severity"], row["carc"]) == ("'=1+1", "CLM002", "deny", "181")


def test_the_member_id_is_never_printed(write: Any) -> None:
    path = write(CLEAN, variant(claim_id="B", lines=[line(units=0)]), variant(claim_id="C", payer="nobody"))
    for arguments in (("--format", "jsonl"), ("--format", "csv"), ("--explain",)):
        done = invoke("review", path, *arguments)
        assert "SECRET-MEMBER-9" not in done.stdout + done.stderr


def test_an_unknown_payer_is_rejected_with_the_profiles_there_are(write: Any) -> None:
    done = invoke("review", write(variant(payer="nobody")))
    assert done.exit_code == 2 or "payer" in done.stderr
    assert "payer" in done.stderr


def test_a_wrong_policy_folder_ends_with_status_2(write: Any, tmp_path: Path) -> None:
    done = invoke("review", write(CLEAN), "--policies", str(tmp_path / "none"))
    assert done.exit_code == 2
    assert "no such policy folder" in done.stderr.replace("\n", " ")


def test_a_decision_a_finding_cites_is_explained() -> None:
    done = invoke("explain", "a-43", "--json")
    page = json.loads(done.stdout)
    assert (page["id"], sorted(page)) == ("A-43", ["decided", "id", "question"])
    shown = " ".join(invoke("explain", "IMG004").stdout.split())
    assert page["question"] in shown
    assert page["decided"] in shown
    assert shown.count("C-01") == 1  # its edit says what was decided already


def test_an_edit_is_explained_by_a_case_that_fires_and_one_that_does_not() -> None:
    shown = invoke("explain", "IMG004").stdout
    assert "\nExample\n  fourteen fractions support two units" in shown
    assert "\nClean example\n  two units over fourteen fractions" in shown


def test_an_unknown_edit_says_so() -> None:
    done = invoke("explain", "XYZ999")
    assert done.exit_code == 2
    assert "XYZ999" in done.stderr
