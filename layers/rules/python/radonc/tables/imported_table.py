"""The manifest of an imported table: what it holds and which files it came from."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from radonc.tables.errors import TableFileError
from radonc.tables.quarters import Period, named_period


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A published file as it was read."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """One table of a library.

    `files` maps a role (`full`, `field`, `rows`) to a file name. `missing_parts` is not empty for a PTP table that
    lacks some of its files. `field_rows` counts the rows that name a code of radiation oncology.
    """

    table: str
    kind: str
    setting: str
    period_name: str
    rows: int
    field_rows: int
    retrieved: str
    missing_parts: tuple[int, ...]
    files: dict[str, str]
    sources: tuple[SourceFile, ...]

    @property
    def period(self) -> Period:
        """The quarter or fiscal year the table stands for."""
        return named_period(self.period_name)

    def as_json(self) -> str:
        """Return the manifest's text."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read_manifest(path: Path) -> ImportedTable:
    """Read a manifest of a library."""
    return parse_manifest(path.read_text(encoding="utf-8"), path.name)


def parse_manifest(text: str, name: str) -> ImportedTable:
    """Read a manifest's text; `name` is what an error calls it."""
    try:
        content = json.loads(text)
        content["missing_parts"] = tuple(content["missing_parts"])
        content["sources"] = tuple(SourceFile(**source) for source in content["sources"])
        return ImportedTable(**content)
    except (ValueError, KeyError, TypeError) as error:
        raise TableFileError(name, f"not a table manifest: {error}") from error
