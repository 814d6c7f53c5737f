"""Bring published files into a library folder: validate, compact, and only then replace what was there."""

import hashlib
import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from radonc.tables.compacting import compact
from radonc.tables.errors import TableFileError
from radonc.tables.imported_table import ImportedTable, SourceFile
from radonc.tables.publications import Kind
from radonc.tables.published_files import PublishedFile, published_files

PTP_PARTS = frozenset({1, 2, 3, 4})
"""CMS publishes each setting's pairs in four files, f1 to f4."""


def import_tables(paths: Sequence[Path], library: Path, retrieved: date) -> list[ImportedTable]:
    """Import files that may belong to several tables, each table whole or not at all.

    `retrieved` is the day the files were fetched. Raises TableFileError with file, row and what was expected.
    """
    read = [(file, path) for path in paths for file in published_files(path)]
    read.sort(key=lambda entry: (entry[0].publication.table, entry[0].publication.part))
    library.mkdir(parents=True, exist_ok=True)
    groups = itertools.groupby(read, key=lambda entry: entry[0].publication.table)
    return [_import_table(list(group), library, retrieved) for _, group in groups]


def _import_table(read: list[tuple[PublishedFile, Path]], library: Path, retrieved: date) -> ImportedTable:
    files = [file for file, _ in read]
    _refuse_repeated_parts(files)
    publication = files[0].publication
    with TemporaryDirectory(dir=library, prefix=".import-") as name:
        folder = Path(name)
        contents = compact(files, folder)
        if not contents.rows:
            raise TableFileError(files[0].name, "the file holds no rows")
        table = ImportedTable(
            table=publication.table,
            kind=publication.kind,
            setting=publication.setting,
            period_name=publication.period.name,
            rows=contents.rows,
            field_rows=contents.field_rows,
            retrieved=retrieved.isoformat(),
            missing_parts=_missing_parts(files),
            files={role: _kept(path, publication.table, library) for role, path in contents.files.items()},
            sources=tuple(_source(path) for path in dict.fromkeys(path for _, path in read)),
        )
        manifest = folder / "manifest.json"
        manifest.write_text(table.as_json(), encoding="utf-8")
        manifest.replace(library / f"{table.table}.json")
    _drop_replaced(library, table)
    return table


def _refuse_repeated_parts(files: Sequence[PublishedFile]) -> None:
    for earlier, later in itertools.pairwise(files):
        if earlier.publication == later.publication:
            raise TableFileError(later.name, "the same part as another file; give each part once")


def _missing_parts(files: Sequence[PublishedFile]) -> tuple[int, ...]:
    if files[0].publication.kind is not Kind.PTP:
        return ()
    return tuple(sorted(PTP_PARTS - {file.publication.part for file in files}))


def _kept(path: Path, table: str, library: Path) -> str:
    """Move a compact file into the library, named by its content, so that it never overwrites one in use."""
    name = f"{table}.{path.stem}.{_sha256(path)[:12]}{path.suffix}"
    path.replace(library / name)
    return name


def _drop_replaced(library: Path, table: ImportedTable) -> None:
    for path in library.glob(f"{table.table}.*.*"):
        if path.name not in table.files.values():
            path.unlink()


def _source(path: Path) -> SourceFile:
    return SourceFile(path.name, _sha256(path), path.stat().st_size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
