"""A course on the terminal: state, allowances, a strip of its dates, findings."""

from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from radonc.cli.tables import STYLES, counted
from radonc.model.finding import SEVERITY_RANK

_LINES_NAMED = 4
_MARKS = {"delivery": "█", "guidance": "·", "port": "p", "physics": "φ", "management": "m"}


def print_course(console: Console, view: dict[str, Any]) -> None:
    """Print one course view."""
    where = " ".join(part for part in (view["site"], view["side"]) if part) or "site unknown"
    console.print(
        Text.assemble(
            ("■ ", "bold"),
            (view["course_id"], "bold"),
            f"  {view['payer']}  {view['modality'] or 'no delivery yet'}  {where}  ",
            (view["state"], "bold green" if view["state"] == "open" else "bold"),
        )
    )
    fractions = view["fractions"]
    approved = f" of {fractions['approved']} approved" if fractions["approved"] is not None else ""
    first, last = view["first_delivery"], view["last_delivery"]
    delivered = f"{counted(fractions['delivered'], 'fraction')}{approved}"
    dates = f", {first} to {last}" if view["first_delivery"] else ""
    console.print(f"  {delivered}{dates}; judged as of {view['as_of']}")
    console.print(Text("  ").append_text(_strip(view["timeline"])))
    if view["allowances"]:
        console.print(_allowances(view["allowances"]))
    _findings(console, view["findings"])
    console.print()


def _findings(console: Console, findings: list[dict[str, Any]]) -> None:
    """Print each message once, worst first, with the lines it was said of."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for finding in sorted(findings, key=lambda finding: -SEVERITY_RANK[finding["severity"]]):
        words = finding["severity"], finding["edit"], finding["message"]
        alike.setdefault(words, []).append(f"{finding['claim_id']} line {finding['line_number']}")
    grid = Table.grid(padding=(0, 1))
    for (severity, edit, message), lines in alike.items():
        more = f" and {len(lines) - _LINES_NAMED} more" if len(lines) > _LINES_NAMED else ""
        where = ", ".join(lines[:_LINES_NAMED]) + more
        grid.add_row(Text(severity, STYLES[severity]), edit, Text.assemble(message, (f"  {where}", "dim")))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _strip(timeline: list[dict[str, Any]]) -> Text:
    """One mark a date: a full block where a fraction was given, a letter where only something else was."""
    strip = Text()
    for day in timeline:
        roles = {service["role"] for service in day["services"]}
        worst = next(
            (d for d in ("deny", "pend", "reduce") if any(s["disposition"] == d for s in day["services"])), "allow"
        )
        mark = next((sign for role, sign in _MARKS.items() if role in roles), "○")
        strip.append(mark, style=STYLES[worst])
    return strip


def _allowances(allowances: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim", padding=(0, 1))
    for name in ("codes", "billed", "allowed", "billable now", "next unit", "edit"):
        table.add_column(name, justify="right" if name in ("billed", "allowed", "billable now") else "left")
    for row in allowances:
        codes = row["procedure_codes"]
        shown = ", ".join(codes[:4]) + (f" +{len(codes) - 4}" if len(codes) > 4 else "")
        counts = (str(row[name]) for name in ("billed", "allowed", "billable_now"))
        table.add_row(shown, *counts, row["next_unit"], row["edit"])
    return table
