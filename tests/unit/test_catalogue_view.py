"""What the catalogue says of its edits."""

import json
from datetime import date

import pytest

from radonc.catalogue_view import explain, list_edits
from radonc.policy_book import PolicyBook, load_book


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def codes(rows: list[dict[str, object]]) -> set[object]:
    return {row["code"] for row in rows}


def test_all_edits_are_listed_in_order(book: PolicyBook) -> None:
    assert [row["code"] for row in list_edits(book)] == sorted(book.edits)


def test_a_code_brings_the_edits_that_look_at_it_and_those_that_look_at_all(book: PolicyBook) -> None:
    rows = {row["code"]: row for row in list_edits(book, code="77417")}
    assert {"IMG004", "CLM001"} <= set(rows)
    assert "SUP004" not in rows
    assert (rows["IMG004"]["every_code"], rows["CLM001"]["every_code"]) == (False, True)
    assert rows["IMG004"]["payers"] == ["evolent", "medicare", "priority-health"]


def test_a_payer_brings_only_what_binds_it(book: PolicyBook) -> None:
    assert "SUP001" in codes(list_edits(book, payer="priority-health"))
    assert "SUP001" not in codes(list_edits(book, payer="medicare"))


@pytest.mark.parametrize(("on", "bound"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_a_date_brings_only_what_is_in_force(on: date, bound: bool, book: PolicyBook) -> None:
    """Medicare counts port images until the end of 2025; from 2026 they are packaged."""
    assert ("IMG004" in codes(list_edits(book, payer="medicare", date=on))) is bound


def test_a_category_brings_only_its_edits(book: PolicyBook) -> None:
    rows = list_edits(book, category="fraction_limit")
    assert {row["category"] for row in rows} == {"fraction_limit"}
    assert "DEL003" in codes(rows)


def test_nothing_is_listed_for_a_payer_nobody_knows(book: PolicyBook) -> None:
    assert list_edits(book, payer="nobody") == []


def test_an_edit_is_explained_on_whose_word_it_stands(book: PolicyBook) -> None:
    page = explain(book, "IMG004")
    evolent = [entry for entry in page["applies"] if entry["payer"] == "evolent"]
    assert [(entry["effective"], entry["until"], entry["codes"]) for entry in evolent] == [
        ("2024-04-01", None, ["77417"])
    ]
    assert evolent[0]["values"]["per"] == 5
    assert ("003", "L80", "EVO-77417-06") in [
        (cited["source"], cited["locator"], cited["rule"]) for cited in evolent[0]["citations"]
    ]
    assert [conflict["id"] for conflict in page["conflicts"]] == ["C-01"]
    assert [item["rule"] for item in page["records_checklist"]] == ["EVO-77417-04"]


def test_outcomes_carry_what_a_remittance_needs(book: PolicyBook) -> None:
    outcome = explain(book, "IMG004")["outcomes"][0]
    assert {name: outcome[name] for name in ("outcome", "severity", "group_code", "carc", "rarc")} == {
        "outcome": "default",
        "severity": "deny",
        "group_code": "CO",
        "carc": "151",
        "rarc": ["N640"],
    }


def test_what_is_switched_off_is_shown_as_binding_nobody(book: PolicyBook) -> None:
    off = [entry for entry in explain(book, "MGT001")["not_applied"] if entry["switch"] == "off"]
    assert [entry["publisher"] for entry in off] == ["priority-health"]


def test_examples_are_executed_cases(book: PolicyBook) -> None:
    examples = explain(book, "IMG004")["examples"]
    assert examples["fires"]["findings"][0]["severity"] in ("deny", "reduce")
    assert examples["clean"]["findings"] == []


def test_an_edit_nobody_knows_is_an_error(book: PolicyBook) -> None:
    with pytest.raises(KeyError):
        explain(book, "XXX999")


def test_every_page_can_be_written_as_json(book: PolicyBook) -> None:
    for code in book.edits:
        assert json.loads(json.dumps(explain(book, code)))["code"] == code
