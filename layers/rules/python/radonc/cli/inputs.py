"""What the commands on claim files are given: their common options, and reading what these name."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from radonc.cli import batch as batches
from radonc.cli.progress import bar
from radonc.policy_book import PolicyBook, PolicyError, load_book

USAGE_ERROR = 2

Policies = Annotated[
    list[Path] | None, typer.Option("--policies", metavar="DIR", help="Folder with your own policy files; repeatable.")
]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", metavar="DIR", envvar="RADONC_TABLES", help="Folder of imported CMS tables."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Reference date (default: the patient's latest received date)."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Claim files of any known format; - reads stdin.")]


def fail(reason: str) -> NoReturn:
    """Say why a command ends here, and end it with exit status 2."""
    sys.stderr.write(f"radonc: {reason}\n")
    raise typer.Exit(USAGE_ERROR)


def book_of(policies: list[Path] | None, tables: Path | None = None) -> PolicyBook:
    """Read the policy book with a deployment's own policies and tables, or end the command."""
    try:
        return load_book(*(policies or ()), tables=tables)
    except PolicyError as error:
        fail(str(error))


def read_batch(files: list[Path], book: PolicyBook) -> batches.Batch:
    """Read claim files, or end the command where one cannot be opened."""
    missing = [str(path) for path in files if str(path) != batches.STANDARD_INPUT and not path.is_file()]
    if missing:
        fail(f"no such file: {', '.join(missing)}")
    try:
        with bar("reading", batches.bytes_of(files)) as advance:
            return batches.read_files(files, book, advance)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")


def day_of(value: datetime | None) -> date | None:
    """Return the date of an option."""
    return value.date() if value else None
