"""Writing a reviewed batch to standard output in the format asked for."""

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from rich.console import Console

from radonc.answers.envelope import Envelope
from radonc.cli import answers
from radonc.cli.batch import Reviewed
from radonc.cli.tables import print_table, summary
from radonc.model.finding import SEVERITY_RANK
from radonc.pages.batch_report import batch_report
from radonc.worklist import worklist_csv


class Format(StrEnum):
    """How decisions are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    ACKNOWLEDGEMENT = "277ca"
    REMITTANCE = "835"
    FHIR = "fhir"


def json_lines(objects: Iterable[dict[str, Any]]) -> str:
    """Write one object a line."""
    return "".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in objects)


def write_text(output: Format, reviewed: Reviewed) -> None:
    """Write the decisions as text other programs read."""
    decisions = reviewed.review.decisions
    if output is Format.JSONL:
        sys.stdout.write(json_lines(decisions))
    elif output is Format.CSV:
        sys.stdout.write(worklist_csv(decisions))
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
    decisions = reviewed.review.decisions
    print_table(console, decisions, explain=explain)
    console.print(summary(decisions, reviewed.batch.authorizations, len(reviewed.rejects), reviewed.review.duplicates))
    found = [f for decision in decisions for place in (*decision["lines"], decision) for f in place["findings"]]
    edits = [f["edit"] for f in sorted(found, key=lambda f: -SEVERITY_RANK[f["severity"]])]
    if edits and not explain:
        console.print(f"Next: [bold]radonc explain {edits[0]}[/bold], or --explain to see every source.")
