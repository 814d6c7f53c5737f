"""A course on the terminal: state, allowances, a strip of its dates, findings."""

from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from radonc.cli.tables import STYLES, counted, ranges
from radonc.model.finding import SEVERITY_RANK

_CLAIMS_NAMED = 4
_MARKS = {"delivery": "█", "guidance": "·", "port": "p", "physics": "φ", "management": "m"}


def print_course(console: Console, view: dict[str, Any]) -> None:
    """Print one course view."""
    where = " ".join(part for part in (view["site"], view["side"]) if part) or "site unknown"
    console.print(
        Text.assemble(
            ("■ ", "bold"),
            (view["state"], "bold green" if view["state"] == "open" else "bold"),
            f"  {view['payer']}  {view['modality'] or 'no delivery yet'}  {where}",
            (f"\n  course {view['course_id']}", "dim"),
        )
    )
    fractions = view["fractions"]
    approved = f" of {fractions['approved']} approved" if fractions["approved"] is not None else ""
    first, last = view["first_delivery"], view["last_delivery"]
    delivered = f"{counted(fractions['delivered'], 'fraction')}{approved}"
    dates = f", {first} to {last}" if view["first_delivery"] else ""
    console.print(f"  {delivered}{dates}; judged as of {view['as_of']}", highlight=False)
    console.print(Text("  ").append_text(_strip(view["timeline"])))
    if view["allowances"]:
        console.print(_allowances(view["allowances"]))
    _findings(console, view["findings"])
    console.print()


def _findings(console: Console, findings: list[dict[str, Any]]) -> None:
    """Print each message once, worst first, with the lines it was said of."""
    alike: dict[tuple[str, str, str], dict[str, set[int]]] = {}
    for finding in sorted(findings, key=lambda finding: -SEVERITY_RANK[finding["severity"]]):
        words = finding["severity"], finding["edit"], finding["message"]
        claims = alike.setdefault(words, {})
        claims.setdefault(finding["claim_id"], set()).add(finding["line_number"])
    grid = Table.grid(padding=(0, 1))
    for (severity, edit, message), claims in alike.items():
        where = [_lines_of(claim_id, sorted(lines)) for claim_id, lines in claims.items()]
        more = f" and {counted(len(where) - _CLAIMS_NAMED, 'more claim')}" if len(where) > _CLAIMS_NAMED else ""
        named = f"  {', '.join(where[:_CLAIMS_NAMED])}{more}"
        grid.add_row(Text(severity, STYLES[severity]), edit, Text.assemble(message, (named, "dim")))
    console.print(Padding(grid, (0, 0, 0, 2)))


def _lines_of(claim_id: str, lines: list[int]) -> str:
    return f"{claim_id} line{'s' if len(lines) > 1 else ''} {ranges(lines)}"


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
