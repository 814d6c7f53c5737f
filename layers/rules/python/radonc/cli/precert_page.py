"""A precertification answer on the terminal."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from radonc.cli.tables import by_title


def print_precert(console: Console, answer: dict[str, Any]) -> None:
    """Print what an authorization given under a code opens, does not open, and why."""
    console.print(Text(answer["answer"], style="bold"))
    if answer["techniques"]:
        console.print(Padding(Text(f"techniques: {', '.join(answer['techniques'])}", style="dim"), (0, 0, 0, 2)))
    _entries(console, "May be billed", answer["may_bill"], "green")
    _entries(console, "Depends", answer["depends"], "yellow")
    _entries(console, "Not opened", answer["may_not_bill"], "red")
    for title, texts in (
        ("Restrictions", [f"{r['text']} ({r['locator']})" for r in answer["restrictions"]]),
        ("Changed in 2026", [_change(change) for change in answer["changes_2026"]]),
        ("Sources", by_title(answer["sources"])),
    ):
        if texts:
            console.print(Text(f"\n{title}", style="bold"))
            for text in texts:
                console.print(Padding(Text(text), (0, 0, 0, 2)))


def _entries(console: Console, title: str, entries: list[dict[str, Any]], style: str) -> None:
    if not entries:
        return
    console.print(Text(f"\n{title}", style="bold"))
    by_reason: dict[str, list[str]] = {}
    for entry in entries:
        by_reason.setdefault(_reason(entry), []).append(entry["code"])
    for reason, codes in by_reason.items():
        shown = Text.assemble((", ".join(codes), style), f"  {reason}" if reason else "")
        console.print(Padding(shown, (0, 0, 0, 2)))


def _reason(entry: dict[str, Any]) -> str:
    """Why a code is not opened, what it depends on, or whose place it takes; nothing where the row prints it."""
    told: str = entry.get("reason") or entry.get("on") or (entry["how"] if "succeeds" in entry else "")
    return told


def _change(change: dict[str, Any]) -> str:
    if change["change"] == "deleted":
        successors = " or ".join(change["successors"]) or "no code we know of"
        return f"{change['code']} deleted after {change['last_day']}; bill {successors}"
    if change["change"] == "took over":
        return f"{change['code']} took over from {', '.join(change['from'])}"
    return f"{change['code']} has a new meaning from {change['first_day']}"
