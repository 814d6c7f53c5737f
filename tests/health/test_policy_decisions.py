"""Who reads a decision's id can look up what was decided: the list and what cites it agree."""

import subprocess
from pathlib import Path

import pytest
from tools.decision_pages import decisions_page, linked

from radonc.policy_book import PolicyBook, load_book
from radonc.policy_decisions import DECISION_ID, policy_decisions

ROOT = Path(__file__).resolve().parents[2]
LIST = "layers/rules/python/radonc/policy_decisions.toml"
NO_USE = {LIST, "docs/decisions.md", "tests/health/test_policy_decisions.py"}
TEXTS = {".py", ".toml", ".md", ".yaml", ".csv", ".j2"}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def cited() -> dict[str, str]:
    """Return every id the project cites outside the list, with one file that does."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    found: dict[str, str] = {}
    for name in listed.splitlines():
        path = ROOT / name
        if path.suffix in TEXTS and name not in NO_USE and path.exists():
            found |= dict.fromkeys(DECISION_ID.findall(path.read_text(encoding="utf-8", errors="replace")), name)
    return found


def test_every_id_cited_stands_in_the_list_and_every_id_of_the_list_is_cited() -> None:
    known, used = policy_decisions().keys(), cited()
    assert {name: where for name, where in used.items() if name not in known} == {}
    assert known - used.keys() == set()


def test_an_id_stands_once_and_in_order_with_a_question_and_an_answer() -> None:
    text = (ROOT / LIST).read_text(encoding="utf-8")
    ids = [line.split('"')[1] for line in text.splitlines() if line.startswith("id = ")]
    assert ids == sorted(set(ids))
    unclear = [
        decision.id
        for decision in policy_decisions().values()
        if not decision.question.endswith("?") or not decision.decided.endswith(".") or "|" in decision.decided
    ]
    assert unclear == []


def test_a_finding_says_of_disagreeing_sources_what_the_list_says(book: PolicyBook) -> None:
    said = {(of.id, of.decided) for edit in book.edits.values() for of in edit.conflicts}
    assert len(said) == 11
    assert said == {(name, policy_decisions()[name].decided) for name, _ in said}


def test_every_decision_has_a_row_that_names_what_carries_it(book: PolicyBook) -> None:
    rows = [line.split(" | ") for line in decisions_page(book).splitlines() if line.startswith("| <a id=")]
    assert [row[0].rpartition(">")[2] for row in rows] == [
        decision for letter in "CADTF" for decision in policy_decisions() if decision.startswith(letter)
    ]
    assert [row[0] for row in rows if row[-1].strip(" |") == ""] == []
    (electrons,) = [row for row in rows if row[0].endswith("A-43")]
    assert electrons[3] == "[IMG004](edits/IMG004.md), [IMG010](edits/IMG010.md) |"


def test_a_page_links_a_decision_it_cites_and_leaves_what_is_none() -> None:
    assert linked("held (decision A-43), not Z-10 or C-99", "decisions.md") == (
        "held (decision [A-43](decisions.md#a-43)), not Z-10 or C-99"
    )
