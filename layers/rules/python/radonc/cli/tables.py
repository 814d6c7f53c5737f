"""Decisions as terminal tables, grouped by claim, readable from 80 columns on."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

STYLES = {
    "deny": "bold red",
    "pend": "bold yellow",
    "reduce": "bold magenta",
    "warn": "cyan",
    "info": "dim",
    "allow": "green",
    "superseded": "dim",
}
_WIDE = 120
_NAMED = 6


def claim_block(decision: dict[str, Any], *, explain: bool, width: int) -> RenderableType:
    """One claim: a headline, a row for each line with something to say, and its findings."""
    headline = Text.assemble(
        ("■ ", STYLES[decision["disposition"]]),
        (decision["claim_id"], "bold"),
        f"  {decision['payer']}",
        "  ",
        (decision["disposition"], STYLES[decision["disposition"]]),
        ("" if decision["status"] == "active" else f"  ({decision['status']})", "dim"),
    )
    blocks: list[RenderableType] = [headline]
    said = [finding for finding in decision["findings"] if finding["severity"] != "info"]
    blocks += [Padding(_finding(finding, explain=explain), (0, 0, 0, 4)) for finding in said]
    spoken = [line for line in decision["lines"] if line["findings"]]
    quiet = [line for line in decision["lines"] if not line["findings"]]
    if spoken:
        blocks.append(_lines(spoken, explain=explain, width=width))
    if quiet and decision["status"] == "active":
        blocks.append(Text(f"    {counted(len(quiet), 'line')} clean", style="green dim"))
    return Padding(Group(*blocks), (0, 0, 1, 0))


def _lines(lines: Iterable[dict[str, Any]], *, explain: bool, width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 1))
    table.add_column("lines", overflow="fold", min_width=5, max_width=24 if width >= _WIDE else 11)
    table.add_column("code", no_wrap=True)
    table.add_column("units", justify="right", no_wrap=True)
    table.add_column("decision", no_wrap=True)
    table.add_column("why", ratio=1, overflow="fold")
    for group in _alike(lines):
        first = group[0]
        billed, allowed = (sum(line[name] for line in group) for name in ("billed_units", "allowed_units"))
        table.add_row(
            ranges([line["line_number"] for line in group]),
            Text(first["procedure_code"][:8]),
            f"{allowed} of {billed}" if width >= _WIDE else f"{allowed}/{billed}",
            Text(first["disposition"], STYLES[first["disposition"]]),
            Group(*(_finding(finding, explain=explain) for finding in first["findings"])),
        )
    return table


def _alike(lines: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Lines of one code that got the same answer in the same words, in order of their first line."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines:
        words = tuple((finding["edit"], finding["message"]) for finding in line["findings"])
        groups.setdefault((line["procedure_code"], line["disposition"], words), []).append(line)
    return list(groups.values())


def ranges(numbers: list[int]) -> str:
    """Write line numbers with runs as ranges: 1-5, 8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _finding(finding: dict[str, Any], *, explain: bool) -> Text:
    text = Text.assemble((finding["edit"], STYLES[finding["severity"]]), " ", finding["message"])
    if finding["suggestion"]:
        text.append(f"\n→ {finding['suggestion']}", style="dim")
    if explain:
        for cited in by_title(finding["citations"]):
            text.append(f"\n§ {cited}", style="dim italic")
        if finding["conflict"]:
            text.append(f"\n≠ {finding['conflict']['id']}: {finding['conflict']['decided']}", style="dim italic")
    return text


def by_title(citations: Iterable[dict[str, Any]]) -> list[str]:
    """Write citations, one text a document: its title, then every place in it."""
    places: dict[str, list[str]] = {}
    for cited in citations:
        rule = f" [{cited['rule']}]" if cited["rule"] else ""
        places.setdefault(cited["title"], []).append(f"{cited['locator']}{rule}")
    return [f"{title}: {', '.join(at)}" for title, at in places.items()]


def summary(decisions: Iterable[dict[str, Any]], authorizations: int, rejects: int, duplicates: int) -> RenderableType:
    """Counts of claims and lines by disposition, and the edits that stopped most lines."""
    claims: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    edits: Counter[str] = Counter()
    for decision in decisions:
        claims[decision["disposition"]] += 1
        for line in decision["lines"]:
            lines[line["disposition"]] += 1
            edits.update(f["edit"] for f in line["findings"] if f["severity"] in ("deny", "pend", "reduce"))
    table = Table(box=box.ROUNDED, header_style="dim", title="Summary", title_justify="left", title_style="bold")
    table.add_column("")
    for name in ("allow", "reduce", "pend", "deny", "superseded"):
        table.add_column(name, justify="right", style=STYLES[name])
    table.add_column("total", justify="right", style="bold")
    for label, counts in (("claims", claims), ("lines", lines)):
        cells = [str(counts[name]) for name in ("allow", "reduce", "pend", "deny", "superseded")]
        table.add_row(label, *cells, str(counts.total()))
    notes = [f"{counted(authorizations, 'authorization')} read"]
    if duplicates:
        notes.append(f"{counted(duplicates, 'identical copy', 'identical copies')} dropped")
    if rejects:
        notes.append(f"{counted(rejects, 'record')} rejected")
    if edits:
        most = ", ".join(f"{edit} ({counted(count, 'line')})" for edit, count in edits.most_common(4))
        notes.append(f"most often stopped by {most}")
    return Group(table, Text("; ".join(notes), style="dim"))


def print_table(console: Console, decisions: Iterable[dict[str, Any]], *, explain: bool) -> None:
    """Print the block of every claim with something to say, then in one line the others, and what was not evaluated."""
    clean: list[str] = []
    notes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for decision in decisions:
        for finding in decision["findings"]:
            if finding["severity"] == "info":
                notes.setdefault((finding["edit"], finding["message"]), []).append(finding)
        if _speaks(decision):
            console.print(claim_block(decision, explain=explain, width=console.width))
        else:
            clean.append(decision["claim_id"])
    if clean:
        more = f" and {len(clean) - _NAMED} more" if len(clean) > _NAMED else ""
        named = f"{', '.join(clean[:_NAMED])}{more}"
        console.print(Text.assemble((f"✓ {counted(len(clean), 'claim')} clean", "green"), (f"  {named}\n", "dim")))
    for alike in notes.values():
        told = _finding(alike[0], explain=explain)
        told.append(f"  ({counted(len(alike), 'claim')})", style="dim")
        console.print(told)
    if notes:
        console.print()


def _speaks(decision: dict[str, Any]) -> bool:
    findings = [f for place in (decision, *decision["lines"]) for f in place["findings"]]
    return decision["status"] != "active" or any(finding["severity"] != "info" for finding in findings)


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
