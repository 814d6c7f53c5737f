"""What lines, units and dispositions have to do with one another, whatever is billed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import histories

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import ClaimRecord, Record, canonical_json, parse_record

DISPOSITIONS = {"deny": "deny", "pend": "pend", "reduce": "reduce", "warn": "allow", "info": "allow"}
HOLLOW = ("{", "None", "()", "[]", "frozenset", "  ")
ORDER = ["superseded", "allow", "reduce", "pend", "deny"]


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


@given(histories())
def test_a_record_written_out_and_read_again_is_the_same(history: list[Record]) -> None:
    for record in history:
        assert parse_record(canonical_json(record)) == record
        assert canonical_json(parse_record(canonical_json(record))) == canonical_json(record)


@given(st.data(), histories())
def test_a_line_outside_the_field_changes_nothing_on_the_others(
    book: PolicyBook, data: st.DataObject, history: list[Record]
) -> None:
    claims = [record for record in history if isinstance(record, ClaimRecord)]
    chosen = data.draw(st.sampled_from(claims))
    table = chosen.model_dump(mode="json", exclude_none=True)
    visit = {
        "line_number": 999,
        "procedure_code": "99214",
        "units": 1,
        "service_date": table["lines"][0]["service_date"],
    }
    widened = parse_record(table | {"lines": [*table["lines"], visit]})
    with_visit = decide([widened if record is chosen else record for record in history], book)
    assert _lines(with_visit.decisions, without=999) == _lines(decide(history, book).decisions, without=999)


@given(histories())
def test_units_and_dispositions_follow_from_the_findings(book: PolicyBook, history: list[Record]) -> None:
    for decision in decide(history, book).decisions:
        for line in decision["lines"]:
            assert 0 <= line["allowed_units"] <= line["billed_units"]
            if decision["status"] != "active":
                assert (line["disposition"], line["allowed_units"], line["findings"]) == ("superseded", 0, [])
                continue
            worst = max((DISPOSITIONS[f["severity"]] for f in line["findings"]), key=ORDER.index, default="allow")
            assert line["disposition"] == worst
            if worst == "deny":
                assert line["allowed_units"] == 0
            if worst == "allow":
                assert line["allowed_units"] == line["billed_units"]
        ranks = [ORDER.index(line["disposition"]) for line in decision["lines"]]
        assert ORDER.index(decision["disposition"]) >= max(ranks)


@given(histories())
def test_every_finding_cites_and_fills_in_its_words(book: PolicyBook, history: list[Record]) -> None:
    findings = _findings(decide(history, book).decisions)
    assert [f["edit"] for f in findings if f["category"] != "system" and not f["citations"]] == []
    # X{E,P,S,U} is how the four modifiers are written together
    said = {f["edit"]: (f["message"] + f["suggestion"]).replace("X{E,P,S,U}", "") for f in findings}
    assert {edit: text for edit, text in said.items() if any(hollow in text for hollow in HOLLOW)} == {}
    paid_less = [f for f in findings if f["severity"] in ("deny", "reduce")]
    assert [f["edit"] for f in paid_less if not f["group_code"] or not f["carc"]] == []


def _lines(decisions: tuple[dict[str, Any], ...], without: int) -> list[tuple[Any, ...]]:
    return [
        (decision["claim_id"], decision["frequency_code"], line)
        for decision in decisions
        for line in decision["lines"]
        if line["line_number"] != without
    ]


def _findings(decisions: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    return [
        finding for decision in decisions for line in (*decision["lines"], decision) for finding in line["findings"]
    ]
