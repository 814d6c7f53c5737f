"""Claim adjustment reason codes, remark codes and group codes, and which go together.

Source: `carc_rarc.csv`, X12 lists as of 2026-08-17, labels in our own words; pairing rules from domain facts 4.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from radonc.reference.shipped_files import csv_rows

CURRENT = "current"
GROUPS = frozenset({"CO", "PR", "OA", "PI"})
"""Group codes of the 5010 remittance; CR is not among them."""

NEEDS_REMARK = frozenset({"16", "96", "226", "234", "250", "251", "252", "267", "A1"})
"""Reasons that need at least one remark code that is not an alert."""

NEVER_EMIT = frozenset({"15", "17", "47", "48", "57", "62", "125", "A2", "B5", "B18", "M78", "N38", "N41", "N66"})
"""Deactivated reason and remark codes."""

DUPLICATE = "18"
MISSING_DATA = "16"
ATTACHMENT_REMARKS = frozenset({"M127", "M135", "N705", "N706", "N716"})
"""Remarks about records and documents: reason 16 is not for attachments."""


@dataclass(frozen=True, slots=True)
class AdjustmentCode:
    """One CARC or RARC with our own short label and the group it usually travels in."""

    kind: str
    code: str
    label: str
    group: str
    use_for: str
    status: str


@cache
def _codes() -> dict[tuple[str, str], AdjustmentCode]:
    return {
        (row["type"], row["code"]): AdjustmentCode(
            row["type"], row["code"], row["label"], row["group"], row["use_for"], row["status"]
        )
        for row in csv_rows("carc_rarc.csv")
    }


def carc(code: str) -> AdjustmentCode | None:
    """Return a claim adjustment reason code we know, current or retired."""
    return _codes().get(("CARC", code))


def rarc(code: str) -> AdjustmentCode | None:
    """Return a remittance advice remark code we know, current or retired."""
    return _codes().get(("RARC", code))


def check_pairing(reason: str, remarks: Sequence[str], group: str) -> tuple[str, ...]:
    """Return what is wrong with a reason, its remarks and their group, in words; empty when nothing is."""
    return tuple(_problems(reason, remarks, group))


def _problems(reason: str, remarks: Sequence[str], group: str) -> Iterator[str]:
    yield from _unusable("CARC", reason)
    for remark in remarks:
        yield from _unusable("RARC", remark)
    if group not in GROUPS:
        yield f"group {group} is not one of {', '.join(sorted(GROUPS))}"
    if reason in NEEDS_REMARK and not remarks:
        yield f"CARC {reason} needs a RARC"
    if reason == DUPLICATE and group != "OA":
        yield f"CARC {DUPLICATE} goes with group OA only, not {group}"
    if reason == MISSING_DATA and ATTACHMENT_REMARKS.intersection(remarks):
        yield f"CARC {MISSING_DATA} is not for attachments; use 250, 251 or 252"


def _unusable(kind: str, code: str) -> Iterator[str]:
    known = _codes().get((kind, code))
    if code in NEVER_EMIT or (known and known.status != CURRENT):
        yield f"{kind} {code} is retired"
    elif known is None:
        yield f"{kind} {code} is not in our list"
