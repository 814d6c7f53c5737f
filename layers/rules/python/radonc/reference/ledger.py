"""The rules of the five source documents by id: where each stands and what became of it. No wording.

Source: `ledger.csv`.
"""

from dataclasses import dataclass
from functools import cache

from radonc.reference.shipped_files import csv_rows


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One rule of a document.

    `encode`: yes, config, doc_checklist, reference_only or no. `action`: deny, pend_documentation, warn, informational.
    """

    id: str
    document: str
    lines: str
    kind: str
    encode: str
    action: str
    order_sensitive: bool
    codes: tuple[str, ...]


@cache
def ledger() -> dict[str, LedgerEntry]:
    """Return every rule by id, in the order of the documents."""
    return {row["id"]: _entry(row) for row in csv_rows("ledger.csv")}


def _entry(row: dict[str, str]) -> LedgerEntry:
    return LedgerEntry(
        id=row["id"],
        document=row["document"],
        lines=row["lines"],
        kind=row["kind"],
        encode=row["encode"],
        action=row["action"],
        order_sensitive=row["order_sensitive"] == "yes",
        codes=tuple(row["codes"].split()),
    )
