"""Where each shipped table comes from, and whether it is still the file that was recorded.

Source: `sources.toml`.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache

from radonc.reference.shipped_files import HERE, toml_table


@dataclass(frozen=True, slots=True)
class TableSource:
    """One table: what it was made from, when that was read, the quarter it stands for, what may be done with it."""

    file: str
    source: str
    read_on: date
    quarter: str
    licence: str
    sha256: str


@cache
def table_sources() -> dict[str, TableSource]:
    """Return the recorded sources by file name."""
    return {entry["file"]: TableSource(**entry) for entry in toml_table("sources.toml")["tables"]}


def sha256_of(name: str) -> str:
    """Return the digest of a shipped table as it lies there."""
    return hashlib.sha256((HERE / name).read_bytes()).hexdigest()


def altered_tables() -> tuple[str, ...]:
    """Return the tables whose content is not the recorded one."""
    return tuple(name for name, entry in table_sources().items() if sha256_of(name) != entry.sha256)
