"""An edit's page on the terminal."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from radonc.cli.tables import STYLES, by_title
from radonc.policy_decisions import PolicyDecision, decisions_of_edit


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
    print_decisions(console, decisions_of_edit(page))
    _example(console, page.get("examples") or {})


def print_decisions(console: Console, decisions: Iterable[PolicyDecision]) -> None:
    """Print what the project decided: the question the sources leave, and the answer."""
    for decision in decisions:
        _section(console, f"Decision {decision.id}", f"{decision.question}\n{decision.decided}")


def _section(console: Console, title: str, text: str) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    console.print(Padding(Text(text), (0, 0, 0, 2)))


def _applies(console: Console, applies: list[dict[str, Any]]) -> None:
    console.print(Text("\nApplies", style="bold"))
    if not applies:
        console.print("  to no payer as configured")
        return
    for row in applies:
        severity = row["severities"]["default"]
        dates = f"  service dates {row['effective']} to {row['until'] or 'now'}  "
        console.print(Text.assemble("  ", (row["payer"], "bold"), dates, (severity, STYLES[severity])))
        words = by_title(row["citations"]) + ([f"(ours: {row['ours']})"] if row["ours"] else [])
        for cited in words:
            console.print(Padding(Text(cited, "dim"), (0, 0, 0, 4)))


def _example(console: Console, examples: dict[str, Any]) -> None:
    for kind, title in (("fires", "Example"), ("clean", "Clean example")):
        example = examples.get(kind)
        if example:
            _section(console, title, example["name"])
