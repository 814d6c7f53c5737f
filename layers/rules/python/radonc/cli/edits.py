"""The command that lists edits, on the terminal, as JSON or as pages to search."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radonc.catalogue_view import list_edits
from radonc.cli.tables import STYLES, counted
from radonc.pages.edits_page import edits_page, edits_site
from radonc.policy_book import PolicyBook, PolicyError, load_book


def edits(
    code: Annotated[str | None, typer.Option(help="Only edits that look at this procedure code.")] = None,
    payer: Annotated[str | None, typer.Option(help="Only edits this payer applies.")] = None,
    category: Annotated[str | None, typer.Option(help="Only edits of this category.")] = None,
    on: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Only edits in force on this service date.")
    ] = None,
    policies: Annotated[
        list[Path] | None, typer.Option("--policies", metavar="DIR", help="Folder with your own policy files.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the list as JSON.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Write all edits with their history: one page (*.html), or a folder as a site."
        ),
    ] = None,
) -> None:
    """List the edits: which look at a code, for which payer, in force when."""
    try:
        book = load_book(*(policies or ()))
    except PolicyError as error:
        raise typer.BadParameter(str(error)) from error
    if payer is not None and payer not in book.payers:
        raise typer.BadParameter(f"no policy profile {payer!r}; profiles are {', '.join(book.payers)}")
    if html is not None:
        _write(book, html)
        return
    rows = list_edits(book, code=code, payer=payer, category=category, date=on.date() if on else None)
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        print_edits(Console(), rows)


def _write(book: PolicyBook, target: Path) -> None:
    """Write one page to a file that ends in .html, else a site into a folder, and say where it begins."""
    one = target.suffix == ".html"
    pages = [(target, edits_page(book))] if one else [(target / name, text) for name, text in edits_site(book)]
    for path, text in pages:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise typer.BadParameter(f"{path}: {error.strerror}") from error
    sys.stdout.write(f"{pages[0][0]}\n")


def print_edits(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print a row an edit; those that look at every code come last."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 1))
    for name in ("edit", "name", "at most", "payers"):
        table.add_column(name, overflow="fold", no_wrap=name in ("edit", "at most"))
    ordered = sorted(rows, key=lambda row: (row["every_code"], row["code"]))
    for row in ordered:
        severity = row["severity"]
        shown = Text(severity, STYLES[severity]) if severity else Text("off", "dim")
        name = row["name"].replace("-", " ") + (" (every code)" if row["every_code"] else "")
        table.add_row(row["code"], name, shown, ", ".join(row["payers"]))
    if rows:
        console.print(table)
    console.print(f"{counted(len(rows), 'edit')}. ", end="")
    console.print(
        f"Next: [bold]radonc explain {ordered[0]['code']}[/bold]" if rows else "Leave a filter out to see more."
    )
