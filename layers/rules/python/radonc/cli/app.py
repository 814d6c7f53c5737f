"""Commands of `radonc`."""

import json
import sys
import time
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from radonc.answers.envelope import Envelope, EnvelopeError
from radonc.catalogue_view import explain as explain_edit
from radonc.cli import batch as batches
from radonc.cli import batch_status
from radonc.cli.answers import envelope_of, summary_json
from radonc.cli.course_page import print_course
from radonc.cli.edit_page import print_decisions, print_explanation
from radonc.cli.edits import edits
from radonc.cli.inputs import AsOf, Files, Policies, Tables, book_of, day_of, fail, read_batch
from radonc.cli.output import Format, json_lines, print_closing, print_findings, write_text, write_x12
from radonc.cli.precert_page import print_precert
from radonc.cli.progress import bar, on_terminal
from radonc.course_view import course_views
from radonc.pages.course_page import course_page
from radonc.policy_book import PolicyBook
from radonc.policy_decisions import policy_decisions
from radonc.precert_view import precert_answer
from radonc.tables.commands import app as tables_app

app = typer.Typer(
    name="radonc",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # they hold members
    help="The open claim editor for radiation oncology: every line decided, every decision cited.",
    epilog="Start with: radonc review CLAIMS.jsonl",
)
app.add_typer(tables_app, name="tables")
app.add_typer(batch_status.app, name="batch")


def _envelope(path: Path | None, reviewed: batches.Reviewed, as_of: date | None) -> Envelope:
    try:
        return envelope_of(path, reviewed, as_of)
    except (EnvelopeError, UnicodeDecodeError, OSError) as error:
        reason = error if isinstance(error, EnvelopeError) else "cannot be read as text"
        fail(f"{path.name if path else 'envelope'}: {reason}")


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path}: {error.strerror}")


@app.command(epilog="Example: radonc review batch.837 --format jsonl --rejects rejects.jsonl")
def review(  # noqa: PLR0913, PLR0917
    files: Files,
    as_of: AsOf = None,
    policies: Policies = None,
    tables: Tables = None,
    output: Annotated[Format, typer.Option("--format", help="How to write the decisions.")] = Format.TABLE,
    rejects: Annotated[
        Path | None, typer.Option(help="Write what could not be read to this file (JSON Lines).")
    ] = None,
    summary_file: Annotated[
        Path | None, typer.Option("--summary", metavar="FILE", help="Write counts and money at stake to this file.")
    ] = None,
    envelope: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Sender, payers and dates of a 277CA or 835 (TOML).")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the sources under each finding.")] = False,
) -> None:
    """Decide a whole batch. Exit status: 0 all clean, 1 something stopped or rejected, 2 nothing readable."""
    book = book_of(policies, tables)
    started = time.monotonic()
    batch = read_batch(files, book)
    with bar("deciding", batch.claims) as advance:
        reviewed = batches.review(batch, book, day_of(as_of), advance)
    seconds = time.monotonic() - started
    for reject in reviewed.rejects:
        sys.stderr.write(f"rejected {batches.place(reject)}: {reject['field']}: {reject['reason']}\n")
    if rejects is not None:
        _save(rejects, "".join(json_lines(reviewed.rejects)))
    if summary_file is not None:
        _save(summary_file, summary_json(reviewed))
    if output is Format.TABLE:
        print_findings(reviewed, explain=explain)
    elif output in (Format.ACKNOWLEDGEMENT, Format.REMITTANCE):
        write_x12(output, reviewed, _envelope(envelope, reviewed, day_of(as_of)))
    else:
        write_text(output, reviewed)
    if terminal := on_terminal():
        if output is not Format.TABLE:
            print_closing(terminal, reviewed, explain=explain)
        terminal.print(
            f"{batch.claims:,} claims in {seconds:,.1f} s, {batch.claims / seconds:,.0f} a second",
            style="dim",
            highlight=False,
        )
    raise typer.Exit(reviewed.exit_status)


@app.command(epilog="Example: radonc precert G6015 --technique imrt --diagnosis C61")
def precert(
    code: Annotated[str, typer.Argument(help="Procedure code the precertification was given under, or one to bill.")],
    diagnosis: Annotated[str | None, typer.Option(help="ICD-10-CM code, dotted or not.")] = None,
    technique: Annotated[str | None, typer.Option(help="Technique on the notification.")] = None,
    on: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Service date.")] = None,
    payer: Annotated[str | None, typer.Option(help="Policy profile.")] = None,
    policies: Policies = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the answer as JSON.")] = False,
) -> None:
    """Say what a precertification lets one bill, and what not."""
    book = book_of(policies)
    if payer is not None and payer not in book.payers:
        fail(f"no policy profile {payer!r}; profiles are {', '.join(book.payers)}")
    answer = precert_answer(book, code.upper(), diagnosis=diagnosis, technique=technique, date=day_of(on), payer=payer)
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        print_precert(Console(), answer)


@app.command(epilog="Example: radonc explain IMG004")
def explain(
    code: Annotated[str, typer.Argument(help="Code of an edit, such as IMG004, or of a decision, such as A-43.")],
    policies: Policies = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the page as JSON.")] = False,
) -> None:
    """Show an edit's page: what it does, why, for whom and since when, its sources and an example; or a decision."""
    decision = policy_decisions().get(code.upper())
    book = book_of(policies)
    if decision is None and code.upper() not in book.edits:
        fail(f"no edit or decision has the code {code}; `radonc edits` lists the edits")
    page = explain_edit(book, code.upper()) if decision is None else asdict(decision)
    if as_json:
        sys.stdout.write(json.dumps(page, ensure_ascii=False, indent=2) + "\n")
    elif decision is None:
        print_explanation(Console(), page)
    else:
        print_decisions(Console(), [decision])


@app.command(epilog="Example: radonc course hospital.837 physician.837 --as-of 2025-06-30")
def course(
    files: Files,
    as_of: AsOf = None,
    policies: Policies = None,
    tables: Tables = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the courses as JSON Lines.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write a page for each course here.")] = None,
) -> None:
    """Show the courses that claim files hold: state, fractions, what is still billable, findings."""
    book = book_of(policies, tables)
    read = read_batch(files, book)
    views = _views(read, book, day_of(as_of))
    if as_json:
        sys.stdout.writelines(json_lines(views))
    elif html is not None:
        html.mkdir(parents=True, exist_ok=True)
        for view in views:
            page = html / f"{view['course_id']}.html"
            page.write_text(course_page(view, served=False), encoding="utf-8")
            sys.stdout.write(f"{page}\n")
    else:
        for view in views:
            print_course(Console(), view)
    if not read.records:
        fail("nothing could be read")


def _views(batch: batches.Batch, book: PolicyBook, as_of: date | None) -> list[dict[str, Any]]:
    views = []
    with bar("folding", batch.records) as advance:
        done = 0
        for _, held in sorted(batch.patients.items()):
            views += course_views([batches.unpacked(body) for _, body in held], book, as_of=as_of)
            done += len(held)
            advance(done, done)
    return views


app.command(epilog="Example: radonc edits --code 77417 --date 2025-06-30")(edits)


def main() -> None:
    """Run the command."""
    app()
