"""The policy book of a deployment, read once per container and again when other tables are in use."""

from functools import cache, lru_cache
from pathlib import Path

from radonc.policy_book import PolicyBook, load_book
from radonc_aws.settings import DecidingSettings
from radonc_aws.tables_in_use import tables_in_use


@cache
def policy_book(folders: tuple[Path, ...], tables: Path | None = None) -> PolicyBook:
    """Read the shipped policies and tables, a deployment's own policies and its imported CMS tables."""
    return load_book(*folders, tables=tables)


def deciding_book(settings: DecidingSettings) -> PolicyBook:
    """Return the book claims are decided under now; ask once for a delivery, so that it is decided under one."""
    if not settings.table_check_minutes:
        return policy_book(settings.folders, settings.tables)
    in_use = tables_in_use(settings.claim_bucket, settings.table_check_minutes)
    return _book_with(settings.folders, in_use.folder, in_use.version())


@lru_cache(maxsize=2)
def _book_with(folders: tuple[Path, ...], tables: Path, version: str) -> PolicyBook:
    """Read the book with the tables of one version of the bucket's manifest; there are none before an import."""
    return load_book(*folders, tables=tables if version else None)
