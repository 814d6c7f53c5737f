"""The records checklist: shown on lines that pend, in the words of those whose policy binds, and on no other line."""

from datetime import date

import pytest
from claim_sketch import judged

from radonc.policy_book import PolicyBook, load_book
from radonc.reference.record_checklist import checklist_items, records_checklist

ON = date(2025, 3, 3)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def rules(items: list[dict[str, str]]) -> list[str]:
    return [item["rule"] for item in items]


def test_items_of_a_code_come_before_those_of_every_code() -> None:
    found = rules(records_checklist(["77300"], ["priority-health"]))
    assert found[:2] == ["PH-77300-01", "PH-DOC-01"]
    assert set(found[1:]) == {f"PH-DOC-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14)}


def test_isotopes_and_sources_are_asked_of_brachytherapy_only() -> None:
    brachytherapy_only = {"PH-DOC-08", "PH-DOC-09", "PH-DOC-10"}
    assert brachytherapy_only <= set(rules(records_checklist(["77770"])))
    assert brachytherapy_only & set(rules(records_checklist(["77386"]))) == set()


def test_only_those_whose_policy_binds_are_heard() -> None:
    assert rules(records_checklist(["G6002"], ["evolent"])) == ["EVO-77014-05", "EVO-77014-06", "EVO-G6002-02"]
    assert rules(records_checklist(["G6002"], ["medicare", "astro-reference"])) == ["ASTRO-05", "ASTRO-06"]
    assert records_checklist(["G6002"], ["medicare"]) == []


def test_a_service_outside_the_field_is_asked_for_nothing() -> None:
    assert records_checklist(["99214"]) == []


def test_what_is_asked_for_every_code_can_be_left_out() -> None:
    assert rules(records_checklist(["77300"], general=False)) == ["PH-77300-01"]


def test_a_line_that_pends_carries_its_checklist_and_an_allowed_one_none(book: PolicyBook) -> None:
    pended, allowed = judged(book, "priority-health", {"code": "77399", "on": ON}, {"code": "77300", "on": ON})
    assert (pended["disposition"], allowed["disposition"]) == ("pend", "allow")
    assert rules(pended["records_checklist"]) == rules(records_checklist(["77399"], ["priority-health"]))
    assert "records_checklist" not in allowed


def test_a_denied_line_carries_no_checklist(book: PolicyBook) -> None:
    denied = judged(book, "medicare", {"code": "77252", "on": ON})[0]
    assert denied["disposition"] == "deny"
    assert "records_checklist" not in denied


def test_every_item_says_what_it_asks_in_a_few_words() -> None:
    assert [item.rule for item in checklist_items() if not 15 <= len(item.asks) <= 300] == []
