"""`radonc review` as a writer of transactions."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from unit.answers.batches import claim, delivery
from x12_valid import named, x12_problems

from radonc.cli.app import app

UNITS_OF_ZERO = claim("BAD-1", delivery(units=0))


@pytest.fixture
def batch(tmp_path: Path) -> str:
    path = tmp_path / "claims.jsonl"
    pended = claim("C2", member_id="SECRET-2", payer="evolent")
    path.write_text("\n".join(map(json.dumps, (claim("C1"), pended, UNITS_OF_ZERO))), encoding="utf-8")
    return str(path)


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["review", *arguments])


def test_the_835_goes_to_standard_output_and_what_is_left_out_to_standard_error(batch: str, tmp_path: Path) -> None:
    done = invoke(batch, "--format", "835")
    assert x12_problems(done.stdout, tmp_path) == []
    assert [segment[1] for segment in named(done.stdout, "CLP")] == ["C1"]
    assert "835: 1 left out: pended: a remittance has no status for a claim that waits\n" in done.stderr
    assert "SECRET" not in done.stderr
    assert done.exit_code == 1


def test_the_277ca_lists_accepted_and_unreadable_claims_dated_by_the_latest_receipt(batch: str, tmp_path: Path) -> None:
    done = invoke(batch, "--format", "277ca")
    assert x12_problems(done.stdout, tmp_path) == []
    listed = [segment[2] for segment in named(done.stdout, "TRN") if segment[1] == "2" and not segment[2].isdigit()]
    assert listed == ["C1", "C2", "BAD-1"]
    assert named(done.stdout, "GS")[0][4] == "20250630"


def test_an_envelope_file_names_the_ends_of_the_interchange(batch: str, tmp_path: Path) -> None:
    envelope = tmp_path / "envelope.toml"
    envelope.write_text('sender = "PAYER1"\nreceiver = "GROUP9"\nday = 2025-07-04\ncontrol_number = 7\n')
    done = invoke(batch, "--format", "835", "--envelope", str(envelope))
    assert named(done.stdout, "GS") == [["GS", "HP", "PAYER1", "GROUP9", "20250704", "0000", "7", "X", "005010X221A1"]]


def test_a_wrong_envelope_is_bad_usage_and_named(batch: str, tmp_path: Path) -> None:
    envelope = tmp_path / "envelope.toml"
    envelope.write_text("usage = 'X'\n")
    done = invoke(batch, "--format", "835", "--envelope", str(envelope))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "envelope.toml: usage: must be P (production) or T (test)" in done.stderr


def test_a_batch_without_a_single_date_needs_one(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(UNITS_OF_ZERO), encoding="utf-8")
    assert "day: no claim gives a date" in invoke(str(path), "--format", "277ca").stderr
    dated = invoke(str(path), "--format", "277ca", "--as-of", "2025-07-01")
    assert named(dated.stdout, "GS")[0][4] == "20250701"


def test_fhir_is_one_claim_response_a_line(batch: str) -> None:
    lines = [json.loads(line) for line in invoke(batch, "--format", "fhir").stdout.splitlines()]
    assert [(line["identifier"][0]["value"], line["outcome"]) for line in lines] == [
        ("C1", "complete"),
        ("C2", "partial"),
    ]


def test_the_summary_is_written_to_its_file_whatever_the_format(batch: str, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    invoke(batch, "--format", "fhir", "--summary", str(path))
    summary = json.loads(path.read_text(encoding="utf-8"))
    assert (summary["decided"], summary["rejected"]) == (2, 1)
    assert summary["money"]["charged"] == "400.00"
    assert summary["money"]["by_category"] == {"authorization": "200.00"}
