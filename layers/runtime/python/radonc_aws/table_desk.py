"""Taking in what was put under tables/: a file CMS publishes becomes a table in use, or is refused with a report."""

import shutil
import tempfile
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from radonc.tables.errors import TableFileError
from radonc.tables.imported_table import ImportedTable
from radonc.tables.importing import PTP_PARTS, import_tables
from radonc.tables.ptp_rows import PairReader
from radonc.tables.publications import EXPECTED, Kind, Publication, recognise
from radonc.tables.published_files import ARCHIVE, PublishedFile, published_files
from radonc_aws import clients
from radonc_aws.claim_files import ClaimFiles, compact_json
from radonc_aws.inbox import InboxObject
from radonc_aws.settings import TableImportSettings
from radonc_aws.table_shelf import TableShelf

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TABLES = "tables/"
LONGEST_NAME = 200
LARGEST_FILE = 1 << 29
"""Bytes; the largest file CMS publishes, a part of the code pairs as text, is about 60 MB."""

Report = dict[str, Any]


class Put(NamedTuple):
    """When an object was put (UTC, whole seconds) and its key, which orders what one second brought."""

    time: datetime
    key: str


@dataclass(frozen=True, slots=True)
class PutFile:
    """A file of tables/ brought into a folder."""

    path: Path
    put: Put


@dataclass(frozen=True)
class TableDesk:
    """What it takes to take tables in. `minutes` is how often functions look for tables, 0 for never."""

    client: "S3Client"
    bucket: str
    files: ClaimFiles
    shelf: TableShelf
    minutes: int

    @classmethod
    def of(cls, settings: TableImportSettings) -> Self:
        """Open the desk of a deployment."""
        return cls(
            client=clients.s3(),
            bucket=settings.claim_bucket,
            files=ClaimFiles(clients.s3(), settings.claim_bucket),
            shelf=TableShelf(clients.s3(), settings.claim_bucket),
            minutes=settings.table_check_minutes,
        )

    def take(self, arrived: InboxObject) -> Report | None:
        """Import an object and report on it; None when it is gone. Taking it again leaves what the first time left."""
        with tempfile.TemporaryDirectory() as name:
            try:
                outcome = self._taken(arrived, Path(name))
            except TableFileError as error:
                outcome = _refusal(error)
        if outcome is None:
            return None
        report = {"import_id": arrived.batch_id, "received": arrived.received, "etag": arrived.etag, **outcome}
        self.files.put_once(f"reports/tables/{arrived.batch_id}.json", compact_json(report).encode())
        return report

    def _taken(self, arrived: InboxObject, folder: Path) -> Report | None:
        _refuse_name(arrived.key)
        own = self._fetch(arrived.key, arrived.version, folder / "own")
        if own is None:
            return None
        files = published_files(own.path)
        published = {file.publication for file in files}
        wanted = _parts_of(published) - published
        others = self._others(wanted, arrived.key) if wanted else {}
        if wanted - others.keys():
            _read_through(files)
            return {"status": "waiting", "waiting_for": _by_table(wanted - others.keys())}
        last = max(others, key=others.__getitem__, default=None)
        if last is not None and others[last] > Put(own.put.time, arrived.key):
            return {"status": "joined", "imported_with": {"table": last.table, "part": last.part}}
        fetched = [self._fetch(other.key, None, folder / str(number)) for number, other in enumerate(others.values())]
        return self._import([own, *(file for file in fetched if file)], folder / "library")

    def _import(self, files: Sequence[PutFile], library: Path) -> Report:
        put = max(file.put.time for file in files)
        tables = import_tables([file.path for file in files], library, put.date())
        older = self.shelf.shelve(tables, put.isoformat(), library)
        return {
            "status": "older" if older else "imported",
            "taken_up_within_minutes": self.minutes or None,
            "tables": [_told(table) for table in tables if table.table not in older],
            **({"later_file_in_use": older} if older else {}),
        }

    def _fetch(self, key: str, version: str | None, folder: Path) -> PutFile | None:
        """Bring an object into a folder, under its own name; None when it is gone."""
        request: dict[str, Any] = {"Bucket": self.bucket, "Key": key} | ({"VersionId": version} if version else {})
        try:
            answer = self.client.get_object(**request)
        except self.client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchKey", "NoSuchVersion"):
                raise
            return None
        path = folder / PurePosixPath(key).name
        if answer["ContentLength"] > LARGEST_FILE:
            raise TableFileError(path.name, f"larger than {LARGEST_FILE} bytes")
        folder.mkdir()
        with path.open("wb") as file:
            shutil.copyfileobj(answer["Body"], file, 1 << 20)
        return PutFile(path, _put(answer["LastModified"], key))

    def _others(self, wanted: Collection[Publication], key: str) -> dict[Publication, Put]:
        """Find the other files of tables CMS publishes in parts, by their names: of each part the one put last."""
        found: dict[Publication, Put] = {}
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=TABLES):
            for entry in page.get("Contents", []):
                publication = recognise(PurePosixPath(entry["Key"]).name)
                if publication and publication in wanted and _can_be_a_file(entry["Key"]) and entry["Key"] != key:
                    put = _put(entry["LastModified"], entry["Key"])
                    found[publication] = max(found.get(publication, put), put)
        return found


def _put(modified: datetime, key: str) -> Put:
    """A listing may tell fractions of a second where reading the object tells none."""
    return Put(modified.astimezone(UTC).replace(microsecond=0), key)


def _can_be_a_file(key: str) -> bool:
    """A key may hold a name no file may have; such an object is refused, and is no part of a table either."""
    name = PurePosixPath(key).name.encode()
    return len(name) <= LONGEST_NAME and b"\0" not in name


def _refuse_name(key: str) -> None:
    name = PurePosixPath(key).name
    if not _can_be_a_file(key) or not (name.lower().endswith(ARCHIVE) or recognise(name)):
        raise TableFileError("", f"the name does not say which table it is; expected {EXPECTED}")


def _read_through(files: Iterable[PublishedFile]) -> None:
    """Read what waits for other parts once: a part that is not what it says is refused now, not with the last."""
    for file in files:
        if file.publication.kind is Kind.PTP:
            deque(PairReader().pairs(file), maxlen=0)


def _parts_of(published: Collection[Publication]) -> set[Publication]:
    pairs = [publication for publication in published if publication.kind is Kind.PTP]
    return {Publication(one.kind, one.period, one.setting, part) for one in pairs for part in PTP_PARTS}


def _by_table(missing: Collection[Publication]) -> list[Mapping[str, Any]]:
    parts: dict[str, list[int]] = {}
    for publication in sorted(missing, key=lambda one: (one.table, one.part)):
        parts.setdefault(publication.table, []).append(publication.part)
    return [{"table": table, "parts": numbers} for table, numbers in parts.items()]


def _told(table: ImportedTable) -> Mapping[str, Any]:
    """Say what a table holds and where it comes from."""
    return {
        "table": table.table,
        "quarter": table.period_name,
        "first_day": table.period.first_day.isoformat(),
        "last_day": table.period.last_day.isoformat(),
        "rows": table.rows,
        "rows_of_radiation_oncology": table.field_rows,
        "retrieved": table.retrieved,
        "sources": [asdict(source) for source in table.sources],
    }


def _refusal(error: TableFileError) -> Report:
    """Say what was expected and where, and nothing of what stands in the file: it may be a claim put in error."""
    publication = recognise(error.name)
    told = {"table": publication.table, "part": publication.part} if publication else {}
    row = {} if error.position is None else {"row": error.position}
    return {"status": "refused", **told, **row, "expected": error.expected}
