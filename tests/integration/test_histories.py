"""Any history of deliveries of the same records: one state, one set of decisions, and revisions that lead to it."""

import itertools
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from integration.claims import authorization, claim, deliveries
from integration.service import Service

from radonc.patient import LOCAL_KEY, patient_key
from radonc.pipeline import decide
from radonc.records import parse_record
from radonc_aws.adjudication import Delivery, answers, judge_patient, settle
from radonc_aws.admission import Admitted, admit
from radonc_aws.course_store import CourseStore
from radonc_aws.policies import policy_book
from radonc_aws.revisions import brief

# A nightly run asks for 10,000 histories; the quick subset is for every change.
HISTORIES = int(os.environ.get("RADONC_HISTORIES", "150"))
MEMBERS = itertools.count()

COUNTED = [
    {"line_number": number, "procedure_code": code, "units": units, "service_date": "2025-03-10"}
    for number, (code, units) in enumerate([("77417", 3), ("77336", 2), ("77014", 1), ("77300", 1)], start=90)
]


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A patient's records: claims, replacements, voids, reused ids, authorizations early and late."""
    received = st.sampled_from(["2025-03-31", "2025-04-10", "2025-05-20"])
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 4))):
        lines = [*deliveries(draw(st.integers(1, 5)), draw(st.integers(3, 20))), *COUNTED[: draw(st.integers(0, 4))]]
        found.append(claim(f"C{number}", received_date=draw(received), lines=lines))
    for number, code in enumerate(draw(st.lists(st.sampled_from("178"), max_size=3))):
        original = draw(st.sampled_from(["C0", "C1", "C9"]))
        changes = {} if code == "1" else {"frequency_code": code, "original_claim_id": original}
        name = original if draw(st.booleans()) else f"R{number}"
        found.append(claim(name, received_date=draw(received), lines=deliveries(draw(st.integers(1, 3))), **changes))
    approved = draw(st.lists(st.sampled_from([5, 28, None]), max_size=2))
    return [*found, *(authorization(received_date=draw(received), approved_fractions=each) for each in approved)]


@dataclass(frozen=True)
class Arrival:
    """Records that come together: in a batch, or one by one through the API. `attempts` above one: answers got lost."""

    number: int
    records: list[dict[str, Any]]
    batch: bool
    attempts: int


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Arrival]]:
    """Records, and arrivals that bring each at least once: in any order, split, mixed, repeated, some answers lost."""
    found = draw(records())
    order = draw(st.permutations([*found, *draw(st.lists(st.sampled_from(found), max_size=3))]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=4)) | {0, len(order)})
    return found, [
        Arrival(number, list(order[start:end]), draw(st.booleans()), draw(st.sampled_from([1, 1, 2])))
        for number, (start, end) in enumerate(itertools.pairwise(cuts))
    ]


def deliveries_of(arrival: Arrival, member: str) -> Iterator[tuple[str, list[Admitted]]]:
    """Name each delivery of an arrival, as intake names a batch and as the API names a record by itself."""
    own = [{**record, "member_id": member} for record in arrival.records]
    if arrival.batch:
        source = f"delivery-{arrival.number}"
        yield source, [admit(record, policy_book(()), source=source, key=LOCAL_KEY) for record in own]
        return
    for record in own:
        admitted = admit(record, policy_book(()), key=LOCAL_KEY)
        yield admitted.version.name, [admitted]


def deliver(store: CourseStore, source: str, arriving: Sequence[Admitted]) -> tuple[dict[str, Any], Any]:
    """Bring records as one delivery; returns the answers published for them, and the revisions."""
    versions = [each.version for each in arriving]
    outcome = settle(Delivery(source, arriving[0].patient, "priority-health", versions), store, policy_book(()))
    published = {v.name: brief(answers(outcome.judgement)[v.name]) for v in versions if v.name[0] == "c"}
    return published, outcome.revisions


@pytest.fixture
def store(service: Service) -> CourseStore:
    return CourseStore(service.dynamodb, service.stack.names["CourseTable"])


@settings(
    max_examples=HISTORIES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_any_history_of_the_same_records_ends_in_the_same_decisions(
    store: CourseStore, history: tuple[list[dict[str, Any]], list[Arrival]]
) -> None:
    found, arrivals = history
    member = f"H{next(MEMBERS)}"
    patient = patient_key("priority-health", member, LOCAL_KEY)
    known: dict[str, Any] = {}
    told: set[str] = set()
    for arrival in arrivals:
        for source, arriving in deliveries_of(arrival, member):
            published, revisions = deliver(store, source, arriving)
            for _ in range(1, arrival.attempts):
                assert deliver(store, source, arriving) == (published, revisions)
            for revision in revisions:
                # Told again after other records came, only the outcome is what was known (docs/storage.md).
                assert known[revision["version"]] == revision["after" if source in told else "before"]
                known[revision["version"]] = revision["after"]
            told.add(source)
            assert {name: known.get(name, answer) for name, answer in published.items()} == published
            known.update(published)

    state = store.load(patient)
    assert state is not None
    final = judge_patient(state.records(), policy_book(()))
    pure = decide([parse_record({**record, "member_id": member}) for record in found], policy_book(()))
    assert in_order(final.decisions.values()) == in_order(pure.decisions)
    assert len(final.refusals) == len(pure.rejects)
    assert known == {name: brief(answer) for name, answer in answers(final).items()}


def in_order(decisions: Any) -> list[str]:
    """Decisions as bytes, in an order of their own."""
    return sorted(json.dumps(decision) for decision in decisions)
