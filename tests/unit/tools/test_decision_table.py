"""Decisions on a terminal."""

import io
from typing import Any

from rich.console import Console
from tools.decision_table import decision_table


def line(number: int, disposition: str, allowed: int, *messages: str) -> dict[str, Any]:
    findings = [
        {
            "edit": "IMG004",
            "severity": disposition,
            "message": message,
            "citations": [{"title": "Billing policy", "locator": "L220"}],
        }
        for message in messages
    ]
    return {
        "line_number": number,
        "procedure_code": "77417",
        "disposition": disposition,
        "billed_units": 2,
        "allowed_units": allowed,
        "findings": findings,
    }


def shown(*lines: dict[str, Any]) -> str:
    console = Console(width=100, file=io.StringIO(), record=True)
    decision = {"claim_id": "C1", "payer": "medicare", "status": "active", "disposition": "reduce"}
    console.print(decision_table([decision | {"lines": lines, "findings": []}]))
    return " ".join(console.export_text().split())


def test_each_line_with_a_finding_shows_units_sentence_and_source() -> None:
    text = shown(line(1, "allow", 2), line(2, "reduce", 1, "2 billed; 1 supported"))
    assert "C1 reduce medicare, active; 1 line without a finding" in text
    assert "2 77417 2→1 reduce IMG004 2 billed; 1 supported [Billing policy, L220]" in text
    assert "1 claim, 2 lines: 1 reduce 1 allow 3 of 4 units pass" in text


def test_lines_that_are_decided_alike_stand_in_one_row() -> None:
    text = shown(line(1, "deny", 0, "not billable"), line(2, "deny", 0, "not billable"))
    assert "1-2 77417 4→0 deny IMG004 not billable" in text
