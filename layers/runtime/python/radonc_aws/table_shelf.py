"""library/ of the claim bucket: compact tables named by their content, and one manifest of those in use."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radonc.tables.imported_table import ImportedTable, parse_manifest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LIBRARY = "library/"
MANIFEST = f"{LIBRARY}tables.json"
_ABSENT = frozenset({"NoSuchKey", "404"})
_UNCHANGED = frozenset({"304", "NotModified"})
_CHANGED_MEANWHILE = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
_ATTEMPTS = 10


class TableShelfBusyError(RuntimeError):
    """Other imports kept replacing the manifest; the message comes again."""


@dataclass(frozen=True, slots=True)
class ShelvedTable:
    """A table in use, and when its newest file was put into the bucket (ISO, UTC)."""

    put: str
    table: ImportedTable


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tables in use by name; `etag` stands for the manifest they were read from, empty before the first import."""

    etag: str
    tables: Mapping[str, ShelvedTable]


class TableShelf:
    """The imported tables of a deployment. A table is there once the manifest names it, and whole."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, known: str = "") -> Shelf | None:
        """Read the manifest; None when it still is the one whose etag is known."""
        condition: dict[str, Any] = {"IfNoneMatch": known} if known else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=MANIFEST, **condition)
        except self._client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _UNCHANGED:
                return None
            if code in _ABSENT:
                return Shelf("", {})
            raise
        return Shelf(answer["ETag"], _parsed(answer["Body"].read()))

    def shelve(self, imported: Iterable[ImportedTable], put: str, folder: Path) -> list[str]:
        """Put tables into use, their files first; returns the names of those a later file already stands for."""
        tables = list(imported)
        for name in sorted(name for table in tables for name in table.files.values()):
            self._put_file(name, folder)
        for _ in range(_ATTEMPTS):
            shelf = self.read() or Shelf("", {})
            older = [t.table for t in tables if t.table in shelf.tables and shelf.tables[t.table].put > put]
            wanted = {t.table: ShelvedTable(put, t) for t in tables if t.table not in older}
            if wanted.items() <= shelf.tables.items() or self._replace(shelf, wanted):
                return older
        raise TableShelfBusyError

    def download(self, name: str, target: Path) -> None:
        """Write one compact file to a path."""
        with target.open("wb") as file:
            body = self._client.get_object(Bucket=self._bucket, Key=f"{LIBRARY}{name}")["Body"]
            for chunk in body.iter_chunks(1 << 20):
                file.write(chunk)

    def _put_file(self, name: str, folder: Path) -> None:
        """A file's name holds its digest, so one that is there already is the same."""
        with (folder / name).open("rb") as file:
            try:
                self._client.put_object(Bucket=self._bucket, Key=f"{LIBRARY}{name}", Body=file, IfNoneMatch="*")
            except self._client.exceptions.ClientError as error:
                if error.response["Error"]["Code"] != "PreconditionFailed":
                    raise

    def _replace(self, shelf: Shelf, wanted: Mapping[str, ShelvedTable]) -> bool:
        """Replace the manifest that was read; False when another import came in between."""
        condition: dict[str, Any] = {"IfMatch": shelf.etag} if shelf.etag else {"IfNoneMatch": "*"}
        body = _written({**shelf.tables, **wanted})
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=MANIFEST, Body=body, ContentType="application/json", **condition
            )
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in _CHANGED_MEANWHILE:
                raise
            return False
        return True


def _written(tables: Mapping[str, ShelvedTable]) -> bytes:
    rows = [{"put": held.put, "table": json.loads(held.table.as_json())} for _, held in sorted(tables.items())]
    return json.dumps({"tables": rows}, indent=1).encode()


def _parsed(content: bytes) -> dict[str, ShelvedTable]:
    rows = json.loads(content)["tables"]
    held = [ShelvedTable(row["put"], parse_manifest(json.dumps(row["table"]), MANIFEST)) for row in rows]
    return {shelved.table.table: shelved for shelved in held}
