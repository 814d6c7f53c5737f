"""An edit's page on the terminal."""

from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from radonc.cli.tables import STYLES


def print_explanation(console: Console, page: dict[str, Any]) -> None:
    """Print what an edit does, why, how it is denied, for whom since when on whose word, and an example."""
    console.print(Text.assemble((page["code"], "bold"), "  ", (page["name"], "bold"), f"  {page['category']}"))
    _section(console, "What it does", page["what"])
    _section(console, "Why it matters", page["why"])
    console.print(Text("\nAnswers", style="bold"))
    for outcome in page["outcomes"]:
        codes = f"  {outcome['group_code']} {outcome['carc']} {' '.join(outcome['rarc'])}" if outcome["carc"] else ""
        console.print(
            Padding(
                Text.assemble((outcome["severity"], STYLES[outcome["severity"]]), f"{codes}  {outcome['message']}"),
                (0, 0, 0, 2),
            )
        )
    _applies(console, page["applies"])
    for conflict in page["conflicts"]:
        _section(console, f"Sources disagree ({conflict['id']})", conflict["decided"])
    _example(console, page.get("examples") or {})


def _section(console: Console, title: str, text: str) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    console.print(Padding(Text(text), (0, 0, 0, 2)))


def _applies(console: Console, applies: list[dict[str, Any]]) -> None:
    console.print(Text("\nApplies", style="bold"))
    if not applies:
        console.print("  to no payer as configured")
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim", padding=(0, 1))
    for name in ("payer", "service dates", "severity", "on whose word"):
        table.add_column(name, overflow="fold")
    for row in applies:
        severity = row["severities"]["default"]
        words = "\n".join(f"{c['title']}, {c['locator']} {c['rule']}".strip() for c in row["citations"])
        table.add_row(
            row["payer"],
            f"{row['effective']} to {row['until'] or 'now'}",
            Text(severity, STYLES[severity]),
            words + (f"\n(ours: {row['ours']})" if row["ours"] else ""),
        )
    console.print(table)


def _example(console: Console, examples: dict[str, Any]) -> None:
    for kind, title in (("fires", "Example"), ("silent", "Clean example")):
        example = examples.get(kind)
        if example:
            _section(console, title, example["name"])
