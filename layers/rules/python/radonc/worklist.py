"""Decisions as a worklist: one CSV row for each finding, and one for each clean claim."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

COLUMNS = (
    "claim_id",
    "payer",
    "status",
    "claim_disposition",
    "line_number",
    "procedure_code",
    "billed_units",
    "allowed_units",
    "line_disposition",
    "edit",
    "severity",
    "category",
    "message",
    "suggestion",
    "group_code",
    "carc",
    "rarc",
    "payer_code",
    "sources",
    "course_id",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def worklist_rows(decisions: Iterable[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield a row a finding; a claim without findings gives one row that says so by its disposition."""
    for decision in decisions:
        found = False
        for line in ({"findings": decision["findings"]}, *decision["lines"]):
            for finding in line["findings"]:
                found = True
                yield _row(decision, line, finding)
        if not found:
            yield _row(decision, {}, {})


class Worklist:
    """Writes a worklist with a header, decision by decision.

    Texts a spreadsheet would take for a formula are quoted with an apostrophe.
    """

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        self._writer.writeheader()

    def add(self, decisions: Iterable[dict[str, Any]]) -> None:
        """Write the rows of some decisions."""
        self._writer.writerows(worklist_rows(decisions))


def worklist_csv(decisions: Iterable[dict[str, Any]]) -> str:
    """Write the worklist of some decisions whole."""
    out = io.StringIO()
    Worklist(out).add(decisions)
    return out.getvalue()


def _row(decision: dict[str, Any], line: dict[str, Any], finding: dict[str, Any]) -> dict[str, str]:
    cells = {
        "claim_id": decision["claim_id"],
        "payer": decision["payer"],
        "status": decision["status"],
        "claim_disposition": decision["disposition"],
        "line_number": line.get("line_number"),
        "procedure_code": line.get("procedure_code"),
        "billed_units": line.get("billed_units"),
        "allowed_units": line.get("allowed_units"),
        "line_disposition": line.get("disposition"),
        "edit": finding.get("edit"),
        "severity": finding.get("severity"),
        "category": finding.get("category"),
        "message": finding.get("message"),
        "suggestion": finding.get("suggestion"),
        "group_code": finding.get("group_code"),
        "carc": finding.get("carc"),
        "rarc": " ".join(finding.get("rarc", ())),
        "payer_code": finding.get("payer_code"),
        "sources": "; ".join(f"{c['source']} {c['locator']} {c['rule']}".strip() for c in finding.get("citations", ())),
        "course_id": line.get("course_id"),
    }
    return {name: _cell(value) for name, value in cells.items()}


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
