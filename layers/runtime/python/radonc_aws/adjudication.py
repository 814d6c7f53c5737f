"""One delivery of one patient's records: store, judge the whole history, and see what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from radonc.decisions import decide_patient
from radonc.fold import fold
from radonc.judge import judge
from radonc.policy_book import PolicyBook
from radonc.records import AuthorizationRecord, ClaimRecord, Record, RecordError
from radonc_aws.claim_codec import ClaimVersion
from radonc_aws.course_store import CourseStore
from radonc_aws.revisions import Revision, revise


class UndecidableError(RuntimeError):
    """The rules failed on a patient's records: our defect, and no repetition helps. Says the kind of failure only."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of each claim version of a patient, by its stored name: a decision, or a refusal (D-22, ADR 0010)."""

    decisions: Mapping[str, dict[str, Any]]
    refusals: Mapping[str, RecordError]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Records of one patient that arrive together. `source` names the delivery: a batch, or the record itself."""

    source: str
    patient: str
    payer: str
    versions: Sequence[ClaimVersion]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judgement after a delivery and the earlier decisions it revised."""

    judgement: Judgement
    revisions: Sequence[Revision]


def settle(delivery: Delivery, store: CourseStore, book: PolicyBook) -> Outcome:
    """Store a delivery and judge the patient with and without it. Repeating it gives the same outcome."""
    state = store.add(delivery.patient, delivery.payer, delivery.versions)
    records = state.records()
    after = judge_patient(records, book)
    brought = state.brought_by(delivery.source)
    earlier = {name: record for name, record in records.items() if name not in brought}
    if not brought or not earlier:
        return Outcome(after, ())
    before = judge_patient(earlier, book)
    causes = sorted(_label(records[name]) for name in brought)
    return Outcome(after, tuple(revise(answers(before), answers(after), delivery.source, causes)))


def judge_patient(records: Mapping[str, Record], book: PolicyBook, as_of: date | None = None) -> Judgement:
    """Judge one patient's keyed records. Raises UndecidableError where the rules themselves fail on them."""
    try:
        return _judge(records, book, as_of)
    except Exception as error:
        raise UndecidableError(type(error).__name__) from error


def _judge(records: Mapping[str, Record], book: PolicyBook, as_of: date | None) -> Judgement:
    first = next(iter(records.values()))
    claims = [record for record in records.values() if isinstance(record, ClaimRecord)]
    authorizations = [record for record in records.values() if isinstance(record, AuthorizationRecord)]
    names = {id(record): name for name, record in records.items()}
    folded = fold(first.member_id, first.payer, claims, authorizations, as_of)
    profile = book.profiles[first.payer]
    decided = decide_patient(folded.patient, profile, judge(folded.patient, profile), book.pack)
    return Judgement(
        decisions={names[id(claim.record)]: decision for claim, decision in decided},
        refusals={names[id(record)]: RecordError((problem,), record.claim_id) for record, problem in folded.refused},
    )


def answers(judgement: Judgement) -> dict[str, dict[str, Any]]:
    """Decisions and refusals alike as what was answered, by version."""
    refused: dict[str, dict[str, Any]] = {
        name: {
            "claim_id": error.claim_id,
            "frequency_code": "1",
            "status": "rejected",
            "disposition": "rejected",
            "lines": [],
        }
        for name, error in judgement.refusals.items()
    }
    return {**judgement.decisions, **refused}


def _label(record: Record) -> str:
    if isinstance(record, ClaimRecord):
        return f"claim {record.claim_id}"
    return f"authorization {record.authorization_number}"
