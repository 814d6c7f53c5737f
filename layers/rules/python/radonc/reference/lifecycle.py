"""When a procedure code is valid, and what replaced it.

Source: `code_lifecycle.csv`; each row names its evidence and how sure it is.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from radonc.reference.shipped_files import csv_rows, optional_date

HCPCS_SYNTAX = re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[AFMTU]")
"""CPT category I, HCPCS level II, CPT with a letter suffix."""

LAST_QUARTER = "2026Q3"
"""The last quarter whose published tables the lifecycle was read against."""

FIELD_RANGES = (("77261", "77799"), ("G6000", "G6099"))
"""Where an unknown number is a wrong code of radiation oncology (D-23), not somebody else's service."""


class CodeState(StrEnum):
    """What a code is on a date of service."""

    IN_FORCE = "in_force"
    DELETED = "deleted"
    NOT_YET = "not_yet"
    TYPO = "typo"
    UNKNOWN_IN_FIELD = "unknown_in_field"
    OUTSIDE_FIELD = "outside_field"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class CodeLife:
    """One known code: first and last valid day, both inclusive, None = not limited in our sources.

    `successors` may carry a component (`77387-26`). `successors_verified` is false where no source was read.
    """

    code: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    typo_of: str | None
    meaning_changed: date | None
    evidence: str
    confidence: str
    successors_verified: bool


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """A code on a date: its state, and the facts a message needs."""

    state: CodeState
    successors: tuple[str, ...] = ()
    successors_verified: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    meant: str | None = None

    @property
    def is_valid(self) -> bool:
        """True when the line may be judged: in force, or not a code of this field."""
        return self.state in (CodeState.IN_FORCE, CodeState.OUTSIDE_FIELD)


@cache
def _lives() -> dict[str, CodeLife]:
    return {row["code"]: _life(row) for row in csv_rows("code_lifecycle.csv")}


def _life(row: dict[str, str]) -> CodeLife:
    return CodeLife(
        code=row["code"],
        valid_from=optional_date(row["valid_from"]),
        valid_to=optional_date(row["valid_to"]),
        successors=tuple(row["successors"].split("|")) if row["successors"] else (),
        typo_of=row["typo_of"] or None,
        meaning_changed=optional_date(row["meaning_changed"]),
        evidence=row["evidence"],
        confidence=row["confidence"],
        successors_verified=row["successors_verified"] != "no",
    )


def lifecycle(code: str) -> CodeLife | None:
    """Return what is known about a code; None when the table does not name it."""
    return _lives().get(code)


@cache
def known_codes() -> frozenset[str]:
    """Return every code the table names, deleted ones and misprints included."""
    return frozenset(_lives())


@lru_cache(maxsize=65_536)
def code_status(code: str, on: date) -> CodeStatus:
    """Return what `code` is on the service date `on`."""
    life = _lives().get(code)
    if life is None:
        return CodeStatus(_state_of_unlisted(code))
    if life.typo_of:
        return CodeStatus(CodeState.TYPO, meant=life.typo_of)
    if life.valid_to and on > life.valid_to:
        return CodeStatus(
            CodeState.DELETED,
            successors=life.successors,
            successors_verified=life.successors_verified,
            valid_to=life.valid_to,
        )
    if life.valid_from and on < life.valid_from:
        return CodeStatus(CodeState.NOT_YET, valid_from=life.valid_from)
    return CodeStatus(CodeState.IN_FORCE, valid_from=life.valid_from, valid_to=life.valid_to)


def _state_of_unlisted(code: str) -> CodeState:
    if not code:  # a hospital's revenue line without procedure code
        return CodeState.OUTSIDE_FIELD
    if not HCPCS_SYNTAX.fullmatch(code):
        return CodeState.MALFORMED
    if any(first <= code <= last for first, last in FIELD_RANGES):
        return CodeState.UNKNOWN_IN_FIELD
    return CodeState.OUTSIDE_FIELD
