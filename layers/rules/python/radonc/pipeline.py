"""The order of the stages: records to fold, fold to hits, hits to decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from radonc.decisions import decide_patient
from radonc.fold import Folded, fold
from radonc.judge import judge
from radonc.patient import LOCAL_KEY, patient_key
from radonc.policy_book import PolicyBook
from radonc.records import AuthorizationRecord, ClaimRecord, Problem, Record

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Review:
    """What became of a set of records: a decision per claim record, refused records, identical copies dropped.

    `claims` holds the record of each decision and `refused` that of each reject, in their order.
    """

    decisions: tuple[dict[str, Any], ...]
    rejects: tuple[dict[str, Any], ...]
    duplicates: int
    claims: tuple[ClaimRecord, ...] = ()
    refused: tuple[Record, ...] = ()


def decide(records: Iterable[Record], book: PolicyBook, *, as_of: date | None = None, key: bytes = LOCAL_KEY) -> Review:
    """Decide every claim among `records`, in the order in which they first appear.

    Records of payers the book does not know are refused. Raises nothing for what a record says.
    """
    patients: dict[str, list[Record]] = {}
    position: dict[int, int] = {}
    keys: dict[tuple[str, str], str] = {}
    for record in records:
        position.setdefault(id(record), len(position))
        member = (record.payer, record.member_id)
        if member not in keys:
            keys[member] = patient_key(*member, key)
        patients.setdefault(keys[member], []).append(record)
    decided: list[tuple[int, dict[str, Any]]] = []
    claims: list[tuple[int, ClaimRecord]] = []
    rejects: list[tuple[int, tuple[Record, dict[str, Any]]]] = []
    duplicates = 0
    for name, own in patients.items():
        profile = book.profiles.get(own[0].payer)
        if profile is None or own[0].payer not in book.payers:
            rejects += [(position[id(record)], (record, _unknown_payer(record, book))) for record in own]
            continue
        folded = _fold(name, own, as_of)
        duplicates += folded.duplicates
        hits = judge(folded.patient, profile)
        for claim, decision in decide_patient(folded.patient, profile, hits, book.pack):
            decided.append((position[id(claim.record)], decision))
            claims.append((position[id(claim.record)], claim.record))
        rejects += [(position[id(record)], (record, _reject(record, problem))) for record, problem in folded.refused]
    refused = _in_order(rejects)
    return Review(
        decisions=_in_order(decided),
        rejects=tuple(reject for _, reject in refused),
        duplicates=duplicates,
        claims=_in_order(claims),
        refused=tuple(record for record, _ in refused),
    )


def _fold(key: str, records: Sequence[Record], as_of: date | None) -> Folded:
    claims = [record for record in records if isinstance(record, ClaimRecord)]
    authorizations = [record for record in records if isinstance(record, AuthorizationRecord)]
    return fold(key, records[0].payer, claims, authorizations, as_of)


def _in_order(entries: list[tuple[int, Entry]]) -> tuple[Entry, ...]:
    return tuple(entry for _, entry in sorted(entries, key=lambda pair: pair[0]))


def _reject(record: Record, problem: Problem) -> dict[str, Any]:
    return {
        "claim_id": record.claim_id if isinstance(record, ClaimRecord) else None,
        "field": problem.field,
        "reason": problem.reason,
        "problems": [{"field": problem.field, "reason": problem.reason}],
    }


def _unknown_payer(record: Record, book: PolicyBook) -> dict[str, Any]:
    return _reject(record, Problem("payer", f"is not a policy profile here; profiles are {', '.join(book.payers)}"))
