"""`radonc review --tables`: imported tables decide, are named in the decision and tell one pack from another."""

import json
from pathlib import Path
from typing import Any

import pytest
from invented_tables import publish
from typer.testing import CliRunner

from radonc.cli.app import app
from radonc.policy_book import PolicyError, load_book

PAIRS = {"ccipra-v312r0": ["77427 77336 20150101 * 1"]}
CLAIM = {
    "claim_id": "T-1",
    "payer": "medicare",
    "claim_type": "professional",
    "received_date": "2025-06-10",
    "member_id": "INVENTED-1",
    "billing_provider_npi": "1245319599",
    "place_of_service": "11",
    "diagnoses": ["C61"],
    "lines": [
        {"line_number": 1, "procedure_code": "77427", "units": 1, "service_date": "2025-06-03"},
        {"line_number": 2, "procedure_code": "77336", "units": 1, "service_date": "2025-06-03"},
    ],
}


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(CLAIM) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder filled by `radonc tables import`."""
    folder = tmp_path / "library"
    files = [str(path) for path in publish(PAIRS, tmp_path / "published")]
    done = CliRunner().invoke(app, ["tables", "import", *files, "--into", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def decision(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["review", *arguments, "--format", "jsonl"])
    (line,) = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def edits(answer: dict[str, Any]) -> list[str]:
    on_lines = [finding["edit"] for line in answer["lines"] for finding in line["findings"]]
    return [edit for edit in on_lines + [f["edit"] for f in answer["findings"]] if edit in ("NCC001", "SYS007")]


def test_without_tables_it_is_said_that_nobody_looked(claims: Path) -> None:
    answer = decision(str(claims))
    assert edits(answer) == ["SYS007"]
    assert answer["tables"] == {"code_lifecycle": ["2026Q3"], "fee_schedule": ["2025Q4"], "icd10cm": ["FY2025"]}


def test_an_imported_practitioner_table_decides_and_is_named(claims: Path, library: Path) -> None:
    answer = decision(str(claims), "--tables", str(library))
    assert edits(answer) == ["NCC001"]
    assert answer["lines"][1]["findings"][0]["carc"] == "236"
    assert answer["tables"] == {
        "code_lifecycle": ["2026Q3"],
        "fee_schedule": ["2025Q4"],
        "icd10cm": ["FY2025"],
        "ncci_ptp": ["practitioner 2025Q3"],
    }


def test_the_same_tables_give_the_same_pack_and_other_tables_another(library: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    for rows, folder in ((PAIRS, again), ({"ccipra-v312r0": ["77427 77336 20150101 * 0"]}, other)):
        files = [str(path) for path in publish(rows, folder / "published")]
        CliRunner().invoke(app, ["tables", "import", *files, "--into", str(folder), "--retrieved", "2025-07-01"])
    packs = [load_book(tables=folder).pack for folder in (library, again, other)]
    assert packs[0] == packs[1]
    assert len({load_book().pack, *packs}) == 3


def test_a_folder_that_is_not_there_and_a_damaged_table_are_refused(library: Path, claims: Path) -> None:
    missing = CliRunner().invoke(app, ["review", str(claims), "--tables", str(library / "none")])
    assert (missing.exit_code, "no such folder of tables" in missing.output) == (2, True)
    manifest = next(library.glob("*.json"))
    manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(PolicyError, match=manifest.name):
        load_book(tables=library)
