"""The policy book of a deployment, read once per container."""

from functools import cache
from pathlib import Path

from radonc.policy_book import PolicyBook, load_book


@cache
def policy_book(folders: tuple[Path, ...], tables: Path | None = None) -> PolicyBook:
    """Read the shipped policies and tables, a deployment's own policies and its imported CMS tables."""
    return load_book(*folders, tables=tables)
