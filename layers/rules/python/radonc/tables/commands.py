"""`radonc tables`: import CMS files, list what is loaded."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from radonc.cli.progress import working
from radonc.tables.errors import TableFileError
from radonc.tables.imported_table import ImportedTable
from radonc.tables.importing import import_tables
from radonc.tables.library import TableLibrary

BAD_INPUT = 2

app = typer.Typer(name="tables", help="Import CMS tables and list what is loaded.", no_args_is_help=True)

Library = Annotated[Path, typer.Option("--into", envvar="RADONC_TABLES", help="Folder of imported tables.")]


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CMS files as published.")],
    into: Library = Path("tables"),
    retrieved: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day the files were fetched; default: the newest file's date."),
    ] = None,
) -> None:
    """Import published files; a table is replaced only when its new content is whole."""
    day = retrieved.date() if retrieved else _newest(files)
    try:
        with working("importing"):
            tables = import_tables(files, into, day)
    except TableFileError as error:
        typer.echo(f"not imported: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from error
    for table in tables:
        typer.echo(described(table))


@app.command("list")
def list_tables(into: Library = Path("tables")) -> None:
    """List the imported tables."""
    tables = TableLibrary(into).tables
    for table in tables:
        typer.echo(described(table))
    if not tables:
        typer.echo(f"no imported tables in {into}; radonc tables import FILE... puts them there", err=True)


def described(table: ImportedTable) -> str:
    """Return one line on a table: name, rows, rows of our field, days it stands for, what is missing, sources."""
    gap = f", parts {', '.join(map(str, table.missing_parts))} missing" if table.missing_parts else ""
    period = table.period
    sources = ", ".join(source.name for source in table.sources)
    return (
        f"{table.table}: {table.rows} rows, {table.field_rows} of radiation oncology, "
        f"{period.first_day} to {period.last_day}{gap}; retrieved {table.retrieved} from {sources}"
    )


def _newest(files: list[Path]) -> date:
    return max(datetime.fromtimestamp(path.stat().st_mtime, UTC).date() for path in files)
