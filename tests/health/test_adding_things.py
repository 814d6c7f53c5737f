"""The guides to adding a payer and an edit are executed as they stand."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from case_language import findings_of, meets, records
from edit_cases import FoldedCase
from nudges import nudges
from typer.testing import CliRunner

from radonc.cli.app import app
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, PolicyError, load_book
from radonc.provisions import bind
from radonc.records import parse_record

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> dict[str, str]:
    """Blocks of a guide by the name after their language, those without a name by the language."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return {name or language: body for language, name, body in BLOCK.findall(text)}


@pytest.fixture
def payer_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The payer guide's blocks, its files written where it says."""
    guide = blocks("adding-a-payer.md")
    for name in ("policies/lakeshore-health/payer.toml", "claims.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(guide[name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return guide


def test_the_payer_of_the_guide_decides_by_its_own_number(payer_guide: dict[str, str]) -> None:
    book = load_book(Path("policies"))
    review = decide([parse_record(line) for line in payer_guide["claims.jsonl"].splitlines()], book)
    line = review.decisions[0]["lines"][1]
    stopping = [finding for finding in line["findings"] if finding["severity"] in ("deny", "pend", "reduce")]
    told = [
        {
            "claim_id": review.decisions[0]["claim_id"],
            "line_number": line["line_number"],
            **{name: finding[name] for name in ("edit", "severity", "allowed_units", "message")},
            "sources": [f"{cited['source']} {cited['locator']}" for cited in finding["citations"]],
        }
        for finding in stopping
    ]
    assert told == [json.loads(payer_guide["finding"])]


def test_before_its_date_the_payer_of_the_guide_goes_by_what_it_adopts(payer_guide: dict[str, str]) -> None:
    text = payer_guide["claims.jsonl"].replace("2025-07", "2025-06")
    review = decide([parse_record(line) for line in text.splitlines()], load_book(Path("policies")))
    assert [(line["disposition"], line["allowed_units"]) for line in review.decisions[0]["lines"]] == [
        ("allow", 10),
        ("allow", 2),
    ]


def test_the_payer_of_the_guide_is_softer_where_it_says_so_and_switches_what_it_names(
    payer_guide: dict[str, str],
) -> None:
    profile = load_book(Path("policies")).profiles["lakeshore-health"]
    from_evolent = {o.severity for p in profile.provisions if p.publisher == "evolent" for o in p.outcomes.values()}
    assert "deny" not in from_evolent
    assert [p.publisher for p in profile.provisions if p.edit.code == "MGT001"] == ["priority-health"]
    assert "MGT001" in payer_guide["policies/lakeshore-health/payer.toml"]


def test_the_commands_of_the_payer_guide_run(payer_guide: dict[str, str]) -> None:
    for command, status in zip(payer_guide["console"].splitlines(), (1, 0), strict=True):
        words = command.removeprefix("$ radonc ").split()
        answer = CliRunner().invoke(app, words)
        assert (answer.exit_code, command.startswith("$ radonc ")) == (status, True), answer.output
        assert "IMG004" in answer.output


def test_a_wrong_file_is_refused_in_the_words_of_the_guide(payer_guide: dict[str, str]) -> None:
    path = Path("policies/lakeshore-health/payer.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("per = 10", 'per = "10"'), encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_book(Path("policies"))
    assert str(refused.value) == payer_guide["refusal"].strip()


@pytest.fixture
def extended(tmp_path: Path) -> tuple[PolicyBook, dict[str, Any]]:
    """The book with the guide's edit, and its cases."""
    guide = blocks("adding-an-edit.md")
    (tmp_path / "LAK001.toml").write_text(guide["LAK001.toml"], encoding="utf-8")
    return load_book(tmp_path), tomllib.loads(guide["tests/cases/LAK001.toml"])


def test_the_edit_of_the_guide_does_what_its_cases_say(extended: tuple[PolicyBook, dict[str, Any]]) -> None:
    book, cases = extended
    assert {bool(case["expect"]) for case in cases["case"]} == {True, False}
    for case in cases["case"]:
        assert meets(findings_of("LAK001", decide(records(case), book).decisions), case["expect"]), case["name"]


def test_the_cases_of_the_guide_hold_every_value(extended: tuple[PolicyBook, dict[str, Any]]) -> None:
    book, cases = extended
    folded = [FoldedCase.of("LAK001", case, book) for case in cases["case"]]
    provision = book.statements["LAK001"][0]
    loose = [
        words
        for words, spec in nudges(provision.spec)
        if all(case.holds(case.under([bind(provision.edit, spec, "nudged", {})])) for case in folded)
    ]
    assert loose == []
