"""What an NCCI table says of two codes on one day: four verdicts, so that a missing table is never a pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from radonc.tables.pair_table import NO_PAIR, PairsInMemory, PairTable
from radonc.tables.quarters import Period


class Verdict(StrEnum):
    """The answer on one pair."""

    PASS = "pass"  # noqa: S105  a verdict, not a password
    FAIL = "fail"
    BYPASSED = "bypassed by modifier"
    NO_DATA = "no data"


NEVER, WITH_MODIFIER, NOT_IN_FORCE = 0, 1, 9
"""Modifier indicators (domain facts 2.5): 9 marks an edit that is not in force."""

ANATOMIC_MODIFIERS = frozenset(
    {
        *(f"E{lid}" for lid in range(1, 5)),
        *(f"{limb}{digit}" for limb in "FT" for digit in "A123456789"),
        *("LT", "RT", "LC", "LD", "RC", "LM", "RI"),
    }
)
NCCI_MODIFIERS = ANATOMIC_MODIFIERS | {
    *("24", "25", "57", "58", "78", "79"),
    *("27", "59", "91", "XE", "XS", "XP", "XU"),
}
"""Modifiers that bypass an edit with indicator 1 (NGS list, domain facts 2.5); 76 and 77 are not among them."""


def judged(indicator: int, modifiers: Iterable[str]) -> Verdict:
    """Judge a pair that is in the table by its indicator and the modifiers of both lines."""
    if indicator == NOT_IN_FORCE:
        return Verdict.PASS
    if indicator == WITH_MODIFIER and not NCCI_MODIFIERS.isdisjoint(modifiers):
        return Verdict.BYPASSED
    return Verdict.FAIL


@dataclass(frozen=True, slots=True)
class PairEdits:
    """A loaded table and how far its silence means anything.

    `field` holds the codes every pair of which is in the table (None = all codes). `complete` is false while parts of
    the publication are missing.
    """

    pairs: PairTable | PairsInMemory
    period: Period
    complete: bool
    field: frozenset[str] | None = None

    def verdict(self, column1: str, column2: str, on: date, modifiers: Iterable[str] = ()) -> Verdict:
        """Judge column 2 beside column 1, same patient, provider and day; `modifiers` of both lines together."""
        if on > self.period.last_day:
            return Verdict.NO_DATA
        indicator = self.pairs.indicator(column1, column2, on)
        if indicator == NO_PAIR:
            return Verdict.PASS if self._silence_counts(column1, column2) else Verdict.NO_DATA
        return judged(indicator, modifiers)

    def speaks_for(self, on: date) -> bool:
        """Tell whether silence on a pair of our codes means that it may be billed on a date."""
        return self.complete and on <= self.period.last_day

    def liftable(self, column1: str, column2: str, on: date) -> bool:
        """Tell whether a modifier lifts the edit on a pair in force."""
        return self.pairs.indicator(column1, column2, on) == WITH_MODIFIER

    def _silence_counts(self, column1: str, column2: str) -> bool:
        return self.complete and (self.field is None or column1 in self.field or column2 in self.field)
