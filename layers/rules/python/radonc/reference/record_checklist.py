"""What the documents want in the records: a checklist for lines that pend, never judged from a claim (A-20).

Source: `record_checklist.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from radonc.codes import CODES, OTHER_ROLE
from radonc.reference.shipped_files import toml_table


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing a document wants in the records; without codes it is wanted for every code of the field."""

    rule: str
    publisher: str
    source: str
    lines: str
    codes: frozenset[str]
    asks: str

    def speaks_of(self, code: str) -> bool:
        """Tell whether the item is wanted for a code."""
        return code in self.codes if self.codes else CODES.role(code) != OTHER_ROLE

    def as_json(self) -> dict[str, str]:
        """Render as on a pended line."""
        return {"asks": self.asks, "source": self.source, "locator": f"L{self.lines}", "rule": self.rule}


@cache
def checklist_items() -> tuple[ChecklistItem, ...]:
    """Return every item in the order of the documents."""
    return tuple(_item(entry) for entry in toml_table("record_checklist.toml")["items"])


def _item(entry: dict[str, Any]) -> ChecklistItem:
    codes: set[str] = set()
    for code in entry.get("codes", ()):
        codes |= CODES.group(code[1:]) if code.startswith("@") else {code}
    return ChecklistItem(
        rule=entry["rule"],
        publisher=entry["publisher"],
        source=entry["source"],
        lines=entry["lines"],
        codes=frozenset(codes),
        asks=entry["asks"],
    )


def records_checklist(
    codes: Iterable[str], publishers: Iterable[str] | None = None, *, general: bool = True
) -> list[dict[str, str]]:
    """List what the records of some codes must show, what is asked for one code before what is asked for all.

    `publishers` limits it to whose sentences bind (a payer and whom it adopts); without `general` what is asked for
    every code is left out.
    """
    wanted = frozenset(codes)
    heard = None if publishers is None else frozenset(publishers)
    found = [
        item
        for item in checklist_items()
        if (heard is None or item.publisher in heard) and (general or item.codes) and any(map(item.speaks_of, wanted))
    ]
    return [item.as_json() for item in sorted(found, key=lambda item: not item.codes)]
