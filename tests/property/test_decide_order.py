"""What is decided depends on what is known, never on how it was delivered."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import MEMBERS, histories

from radonc.pipeline import Review, decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import ClaimRecord, Record, canonical_json, parse_record


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def told(review: Review) -> Counter[str]:
    """Decisions and rejects without their order."""
    return Counter(json.dumps(entry, sort_keys=True) for entry in (*review.decisions, *review.rejects))


@given(st.data(), histories())
def test_the_order_of_records_changes_nothing(book: PolicyBook, data: st.DataObject, history: list[Record]) -> None:
    shuffled = data.draw(st.permutations(history))
    assert told(decide(shuffled, book)) == told(decide(history, book))


@given(st.data(), histories())
def test_a_record_delivered_again_changes_nothing(book: PolicyBook, data: st.DataObject, history: list[Record]) -> None:
    again = [parse_record(canonical_json(record)) for record in data.draw(st.lists(st.sampled_from(history)))]
    review = decide([*history, *again], book)
    assert told(review) == told(decide(history, book))
    claims_again = sum(isinstance(record, ClaimRecord) for record in again)
    assert review.duplicates == claims_again + decide(history, book).duplicates


@given(st.data(), histories())
def test_batches_add_up_to_the_whole_whatever_way_they_are_split(
    book: PolicyBook, data: st.DataObject, history: list[Record]
) -> None:
    """Records come in batches; each batch is decided with all that is known so far, and the last word stands."""
    cut = data.draw(st.integers(0, len(history)))
    last_word: dict[tuple[str, str], dict[str, Any]] = {}
    for known in (history[:cut], history):
        for decision in decide(known, book).decisions:
            last_word[(decision["claim_id"], decision["frequency_code"])] = decision
    whole = {(d["claim_id"], d["frequency_code"]): d for d in decide(history, book).decisions}
    assert last_word == whole


@given(histories())
def test_other_patients_change_nothing(book: PolicyBook, history: list[Record]) -> None:
    alone = Counter[str]()
    for member in MEMBERS:
        alone += told(decide([record for record in history if record.member_id == member], book))
    assert alone == told(decide(history, book))


@given(histories())
def test_decisions_balance_with_records_and_come_in_input_order(book: PolicyBook, history: list[Record]) -> None:
    review = decide(history, book)
    claims = [record for record in history if isinstance(record, ClaimRecord)]
    assert len(review.decisions) + len(review.rejects) + review.duplicates == len(claims)
    first_seen = {(claim.claim_id, claim.frequency_code): place for place, claim in reversed(list(enumerate(claims)))}
    places = [first_seen[(d["claim_id"], d["frequency_code"])] for d in review.decisions]
    assert places == sorted(places)
