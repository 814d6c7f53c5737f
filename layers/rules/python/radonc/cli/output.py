"""Writing a reviewed batch to standard output in the format asked for."""

import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from rich.console import Console

from radonc.answers.envelope import Envelope
from radonc.cli import answers
from radonc.cli.batch import Reviewed
from radonc.cli.tables import print_table, summary
from radonc.model.finding import SEVERITY_RANK
from radonc.pages.batch_report import batch_report
from radonc.worklist import Worklist


class Format(StrEnum):
    """How decisions are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    ACKNOWLEDGEMENT = "277ca"
    REMITTANCE = "835"
    FHIR = "fhir"


def json_lines(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write one object a line."""
    return (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in objects)


def write_text(output: Format, reviewed: Reviewed) -> None:
    """Write the decisions as text other programs read."""
    decisions = reviewed.decisions
    if output is Format.JSONL:
        sys.stdout.writelines(decisions.lines())
    elif output is Format.CSV:
        Worklist(sys.stdout).add(decisions)
    elif output is Format.HTML:
        sys.stdout.write(batch_report(decisions, reviewed.rejects))
    else:
        sys.stdout.write(answers.responses(reviewed))


def write_x12(output: Format, reviewed: Reviewed, envelope: Envelope) -> None:
    """Write a 277CA or an 835, and to standard error what is not in it."""
    write = answers.acknowledged if output is Format.ACKNOWLEDGEMENT else answers.remitted
    written, notes = write(reviewed, envelope)
    sys.stdout.write(written)
    sys.stderr.writelines(f"{note}\n" for note in notes)


def print_findings(reviewed: Reviewed, *, explain: bool) -> None:
    """Show the findings as a table, the totals, and what to ask next."""
    console = Console()
    print_table(console, reviewed.decisions, explain=explain)
    print_closing(console, reviewed, explain=explain)


def print_closing(console: Console, reviewed: Reviewed, *, explain: bool) -> None:
    """Show the totals of a batch and what to ask next."""
    counts = reviewed.batch.authorizations, len(reviewed.rejects), reviewed.duplicates
    console.print(summary(reviewed.decisions, *counts))
    edit = _worst_edit(reviewed.decisions)
    if edit and not explain:
        console.print(f"Next: [bold]radonc explain {edit}[/bold], or --explain to see every source.")


def _worst_edit(decisions: Iterable[dict[str, Any]]) -> str:
    """Name the edit of the first of the worst findings; empty without findings."""
    found = (f for decision in decisions for place in (*decision["lines"], decision) for f in place["findings"])
    worst = max(found, key=lambda finding: SEVERITY_RANK[finding["severity"]], default=None)
    return str(worst["edit"]) if worst else ""
