"""The functions' own copy of the imported tables: fetched at the first event, looked after every few minutes."""

import hashlib
import tempfile
from functools import cache
from pathlib import Path
from time import monotonic

from radonc.tables.imported_table import ImportedTable
from radonc_aws import clients
from radonc_aws.observability import count, logger
from radonc_aws.table_shelf import Shelf, TableShelf

USED = ("field", "rows")
"""Roles of the files decisions read: of the code pairs only those of the field."""


class DamagedTableError(RuntimeError):
    """A compact file is not what its name's digest says; nothing is decided under it."""


class TablesInUse:
    """A folder that holds the tables of the bucket's manifest. Files are named by content, so none is ever replaced."""

    def __init__(self, shelf: TableShelf, folder: Path, minutes: int) -> None:
        self.folder = folder
        self._shelf = shelf
        self._seconds = minutes * 60
        self._looked: float | None = None
        self._etag = ""

    def version(self) -> str:
        """Say which tables the folder holds, after a look at the bucket where one is due; empty before any import.

        The first look must succeed. A later one that fails leaves the tables that were whole, until the next is due.
        """
        if self._looked is None:
            self._look()
        elif monotonic() - self._looked >= self._seconds:
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - tables that were in use a moment ago still stand
                self._looked = monotonic()
                logger().warning("imported tables not looked at", error_type=type(error).__name__)
                count("TablesNotRefreshed")
        return self._etag

    def _look(self) -> None:
        found = self._shelf.read(self._etag)
        if found is not None:
            self._hold(found)
            self._etag = found.etag
        self._looked = monotonic()

    def _hold(self, found: Shelf) -> None:
        """Bring the files first, then the manifests; what a book has read stays where it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = [held.table for held in found.tables.values()]
        for table in tables:
            for role in USED:
                if role in table.files:
                    self._fetch(table.files[role])
        for table in tables:
            self._place(table)
        for path in self.folder.glob("*.json"):
            if path.stem not in found.tables:
                path.unlink()

    def _fetch(self, name: str) -> None:
        if (self.folder / name).exists():
            return
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            arrived = Path(scratch) / "arrived"
            self._shelf.download(name, arrived)
            if hashlib.sha256(arrived.read_bytes()).hexdigest()[:12] not in name.split("."):
                raise DamagedTableError(name)
            arrived.replace(self.folder / name)

    def _place(self, table: ImportedTable) -> None:
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            written = Path(scratch) / "manifest"
            written.write_text(table.as_json(), encoding="utf-8")
            written.replace(self.folder / f"{table.table}.json")


@cache
def tables_in_use(bucket: str, minutes: int) -> TablesInUse:
    """Return the copy of this process; it starts empty in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="radonc-tables-"))
    return TablesInUse(TableShelf(clients.s3(), bucket), folder, minutes)
