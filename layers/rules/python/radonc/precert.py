"""What a precertification lets one bill: the rows of document 000, by code and technique (A-01, A-03, D-17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from radonc.authorizations import Authorization
from radonc.codes import CODES
from radonc.reference.lifecycle import lifecycle
from radonc.reference.precert_table import PrecertRow, precert_rows, rows_given

COVERED = "covered"
SUCCESSOR = "successor"
AMBIGUOUS = "ambiguous"
GIVEN_UNLISTED = "given_unlisted"
NOT_COVERED = "not_covered"
# From the clearest yes to the clearest no; the best answer of an authorization's records is its answer.
_ANSWERS = (COVERED, SUCCESSOR, AMBIGUOUS, GIVEN_UNLISTED, NOT_COVERED)


@cache
def listed(code: str, on: date) -> bool:
    """Tell whether the table speaks of a code: it stands in a row, or is known to succeed a deleted code that does."""
    return code in _billable() or any(_follows(code, old, on) for old in _billable())


def _follows(code: str, old: str, on: date) -> bool:
    life = lifecycle(old)
    return life is not None and life.successors_verified and code in successors_on(old, on)


def successors_on(code: str, on: date) -> frozenset[str]:
    """Codes that took a deleted code's place on a date, without component suffixes."""
    life = lifecycle(code)
    if life is None or life.valid_to is None or on <= life.valid_to:
        return frozenset()
    return frozenset(successor.split("-")[0] for successor in life.successors)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an authorization reaches a code, and the codes its rows unlock."""

    verdict: str
    unlocked: frozenset[str]
    rows: tuple[PrecertRow, ...]


def reach(held: Authorization, code: str, on: date, diagnoses: Iterable[str]) -> Answer:
    """Answer whether an authorization reaches a billed code on a date; its records count together (D-08)."""
    pointed = tuple(diagnoses)
    answers = [_reach_rows(r.procedure_code, r.technique, code, on, pointed) for r in held.records]
    if len(answers) == 1:
        return answers[0]
    unlocked = frozenset[str]().union(*(answer.unlocked for answer in answers))
    rows = tuple(row for answer in answers for row in answer.rows)
    return Answer(min((answer.verdict for answer in answers), key=_ANSWERS.index), unlocked, rows)


def rows_of(given: str, technique: str | None) -> tuple[PrecertRow, ...]:
    """Rows an authorization leads to: by the code it was given under, narrowed by technique where a row has it."""
    rows = rows_given(given)
    named = tuple(row for row in rows if row.technique == technique)
    return named or rows


@lru_cache(maxsize=65_536)
def _reach_rows(given: str, technique: str | None, code: str, on: date, diagnoses: tuple[str, ...]) -> Answer:
    rows = rows_of(given, technique)
    if not rows:
        return Answer(GIVEN_UNLISTED, frozenset(), ())
    sets = [row.opens for row in rows]
    every = frozenset[str]().union(*sets)
    if all(code in opened for opened in sets):
        return Answer(COVERED, every, rows)
    if code in every:
        return Answer(COVERED if _diagnosis_settles(rows, code, diagnoses) else AMBIGUOUS, every, rows)
    if any(code in successors_on(old, on) for old in every):
        return Answer(SUCCESSOR, every, rows)
    return Answer(NOT_COVERED, every, rows)


def _diagnosis_settles(rows: Iterable[PrecertRow], code: str, diagnoses: tuple[str, ...]) -> bool:
    """Let the diagnosis choose among rows (A-03): 77385 with a breast or prostate diagnosis, 77386 only without."""
    limits = [row.restriction for row in rows if row.restriction and row.restriction.sites]
    if not limits:
        return False
    restricted = {limit.code for limit in limits}
    sites = {site for limit in limits for site in limit.sites}
    at_site = any(CODES.diagnosis_in(site, diagnosis) for site in sites for diagnosis in diagnoses)
    return at_site if code in restricted else not at_site


@cache
def _billable() -> frozenset[str]:
    return frozenset[str]().union(*(row.opens for row in precert_rows()))
