"""Show decisions on a terminal: every line that is not simply allowed, with the sentence that decided it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

STYLES = {
    "deny": "bold red",
    "pend": "bold yellow",
    "reduce": "bold magenta",
    "warn": "yellow",
    "info": "cyan",
    "allow": "green",
    "superseded": "dim",
}
ORDER = tuple(STYLES)
Decision = Mapping[str, Any]


def decision_table(decisions: Iterable[Decision]) -> RenderableType:
    """Return a table of decisions as the contract writes them, and a line of totals under it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=True)
    table.add_column("claim", no_wrap=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("code", no_wrap=True)
    table.add_column("units", justify="right", no_wrap=True)
    table.add_column("decision", no_wrap=True)
    table.add_column("why", ratio=1)
    decided = list(decisions)
    for decision in decided:
        for row in _rows(decision):
            table.add_row(*row)
        table.add_section()
    return Group(table, _totals(decided))


def _rows(decision: Decision) -> Iterator[tuple[RenderableType, ...]]:
    """Yield a claim's heading row, a row for each line with something to say, and its own findings."""
    quiet = [line for line in decision["lines"] if not line["findings"]]
    heading = Text(f"{decision['payer']}, {decision['status']}", style="dim")
    if quiet:
        heading.append(f"; {_counted(len(quiet), 'line')} without a finding")
    yield Text(decision["claim_id"], style="bold"), "", "", "", _badge(decision["disposition"]), heading
    for alike in _alike(decision["lines"]):
        first, last = alike[0], alike[-1]
        numbers = str(first["line_number"]) + (f"-{last['line_number']}" if len(alike) > 1 else "")
        units = f"{sum(line['billed_units'] for line in alike)}→{sum(line['allowed_units'] for line in alike)}"
        reasons = _reasons(first["findings"])
        if _sentences(first) != _sentences(last):
            reasons.append(f"  (line {first['line_number']}; the others alike)", style="dim")
        yield "", numbers, first["procedure_code"], units, _badge(first["disposition"]), reasons
    if decision["findings"]:
        yield "", "", "", "", "", _reasons(decision["findings"])


def _sentences(line: Mapping[str, Any]) -> list[str]:
    return [finding["message"] for finding in line["findings"]]


def _alike(lines: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Group neighbouring lines of one code under the same edits; lines without a finding are left out."""
    groups = groupby(lines, key=lambda line: (line["procedure_code"], [one["edit"] for one in line["findings"]]))
    return [list(group) for (_, edits), group in groups if edits]


def _reasons(findings: Iterable[Mapping[str, Any]]) -> Text:
    """Return each finding's sentence, then where it is written."""
    text = Text()
    ranked = sorted(findings, key=lambda finding: ORDER.index(finding["severity"]))
    for number, finding in enumerate(ranked):
        text.append("\n" if number else "")
        text.append(f"{finding['edit']} ", style=STYLES[finding["severity"]])
        text.append(finding["message"])
        if finding["citations"]:
            first = finding["citations"][0]
            text.append(f"  [{first['title']}, {first['locator']}]", style="dim")
    return text


def _totals(decisions: list[Decision]) -> Text:
    """Return how many lines ended how, and how many units were asked and pass."""
    lines = [line for decision in decisions for line in decision["lines"]]
    counted = Counter(line["disposition"] for line in lines)
    text = Text(f"{_counted(len(decisions), 'claim')}, {_counted(len(lines), 'line')}: ")
    for disposition in ORDER:
        if counted[disposition]:
            text.append(f"{counted[disposition]} {disposition}  ", style=STYLES[disposition])
    billed = sum(line["billed_units"] for line in lines)
    allowed = sum(line["allowed_units"] for line in lines)
    text.append(f"{allowed} of {billed} units pass", style="bold")
    return text


def _badge(disposition: str) -> Text:
    return Text(disposition, style=STYLES[disposition])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
