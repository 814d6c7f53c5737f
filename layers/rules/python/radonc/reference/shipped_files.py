"""Read the data files that ship beside this module."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class ReferenceDataError(ValueError):
    """A shipped table does not hold what its loader expects."""


def csv_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV as header-to-text mappings."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def toml_table(name: str) -> dict[str, Any]:
    """Return a shipped TOML file."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def optional_date(text: str) -> date | None:
    """Return the ISO date in `text`, or None for an empty cell."""
    return date.fromisoformat(text) if text else None
