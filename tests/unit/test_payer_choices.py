"""What a payer's own file changes of the authorization, diagnosis and frequency edits."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from claim_sketch import judged

from radonc.policy_book import PolicyBook, load_book

ON = date(2025, 7, 7)
CITED = 'citation = [{ source = "HOUSE", title = "House contract", locator = "section 4" }]'
ADOPTS = """
payer = "house"
title = "A plan that takes over Priority Health's statements"
adopts = [
  { publisher = "priority-health" }, { publisher = "precertification-table" },
  { publisher = "code-sets" }, { publisher = "radonc" },
]
"""


def house(folder: Path, text: str) -> PolicyBook:
    (folder / "payer.toml").write_text(ADOPTS + text, encoding="utf-8")
    return load_book(folder)


def findings(line: dict[str, Any], edit: str) -> list[dict[str, Any]]:
    return [finding for finding in line["findings"] if finding["edit"] == edit]


def test_a_payer_may_deny_what_the_table_leaves_waiting(tmp_path: Path) -> None:
    book = house(tmp_path, f'[[override]]\nedit = "AUT001"\nseverity = "deny"\n{CITED}')
    [line] = judged(book, "house", {"code": "77412", "on": ON})
    [absent] = findings(line, "AUT001")
    assert (absent["severity"], absent["carc"], absent["rarc"], absent["group_code"]) == ("deny", "197", ["M62"], "CO")
    assert absent["citations"][0]["source"] == "HOUSE"


def test_a_payer_may_refuse_the_successors_of_a_deleted_code(tmp_path: Path) -> None:
    book = house(tmp_path, f'[[override]]\nedit = "AUT002"\nseverities = {{ successor = "deny" }}\n{CITED}')
    [line] = judged(
        book,
        "house",
        {"code": "77407", "on": date(2026, 2, 2), "authorization": "N1"},
        authorizations=[{"authorization_number": "N1", "procedure_code": "77386", "technique": "imrt"}],
    )
    [successor] = findings(line, "AUT002")
    assert (successor["severity"], successor["carc"]) == ("deny", "284")


@pytest.mark.parametrize(
    ("parameters", "diagnosis", "severity"),
    [
        ('{ strictness = "strict" }', "C50.911", "deny"),
        ('{ strictness = "strict" }', "C80.1", "pend"),
        ('{ strictness = "strict" }', "C61", None),
        ('{ strictness = "laterality" }', "C34.90", "deny"),
        ('{ strictness = "laterality" }', "C79.9", None),
        ('{ strictness = "list", listed = ["C61"] }', "C61", "deny"),
        ('{ strictness = "list", listed = ["C61"] }', "C34.90", None),
        ('{ allowed = ["C3490"] }', "C34.90", None),
    ],
)
def test_a_payer_may_read_unspecified_more_or_less_strictly(
    parameters: str, diagnosis: str, severity: str | None, tmp_path: Path
) -> None:
    book = house(tmp_path, f'[[override]]\nedit = "DXP006"\nparameters = {parameters}\n{CITED}')
    [line] = judged(book, "house", {"code": "77412", "on": ON}, claims={"C1": {"diagnoses": [diagnosis]}})
    assert [finding["severity"] for finding in findings(line, "DXP006")] == ([severity] if severity else [])


def test_a_payer_may_name_its_other_code_for_an_exceeded_frequency(tmp_path: Path) -> None:
    """002 line 283 prints E1N with the words of E2Q; which of the two is meant is the payer's choice (PH-DENY-02)."""
    own_code = """
[[payer_code]]
code = "E1N"
effective = 2025-06-27
categories = ["units_per_day", "course_frequency", "fraction_limit"]
citation = { source = "002", title = "Billing policy", locator = "L283", rule = "PH-DENY-02" }
"""
    book = house(tmp_path, own_code)
    [line] = judged(book, "house", {"code": "77373", "on": ON, "units": 2})
    [cut] = findings(line, "DEL002")
    assert (cut["payer_code"], cut["citations"][-1]["rule"]) == ("E1N", "PH-DENY-02")
