"""What a course says is left of its caps: billed, allowed, billable now."""

from datetime import date
from typing import Any

import pytest
from case_language import records

from radonc.course_view import course_views
from radonc.policy_book import PolicyBook, load_book


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def left(book: PolicyBook, payer: str, *lines: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Billed, allowed and billable units by edit over the one course of the lines."""
    rows = allowances(book, payer, *lines)
    return {entry["edit"]: (entry["billed"], entry["allowed"], entry["billable_now"]) for entry in rows}


def allowances(book: PolicyBook, payer: str, *lines: dict[str, Any], **case: Any) -> list[dict[str, Any]]:
    """Allowances of the one course of the lines."""
    sketch = {"payer": payer, "lines": list(lines), "claims": {"C1": {"diagnoses": ["C44.311"]}}, **case}
    (view,) = course_views(records(sketch), book, as_of=case.get("as_of"))
    found: list[dict[str, Any]] = view["allowances"]
    return found


def test_devices_of_imrt_are_left_for_each_plan_without_its_own(book: PolicyBook) -> None:
    lines = [
        {"code": "77301", "on": date(2025, 9, 8)},
        {"code": "77301", "on": date(2025, 10, 6)},
        {"code": "77338", "on": date(2025, 9, 8)},
        {"code": "G6015", "on": date(2025, 9, 15)},
    ]
    assert left(book, "priority-health", *lines)["DVC003"] == (1, 2, 1)


def test_a_special_procedure_billed_by_halves_is_used_up_once(book: PolicyBook) -> None:
    lines = [
        {"code": "77470", "on": date(2025, 9, 8), "modifiers": ["TC"]},
        {"code": "77470", "on": date(2025, 9, 8), "modifiers": ["26"]},
        {"code": "77402", "on": date(2025, 9, 15)},
    ]
    assert left(book, "priority-health", *lines)["SPC001"] == (1, 1, 0)


def test_special_dosimetry_counts_dates_and_not_units(book: PolicyBook) -> None:
    lines = [
        {"code": "77331", "on": date(2025, 9, 8), "units": 2},
        {"code": "77331", "on": date(2025, 9, 8)},
        {"code": "77402", "on": date(2025, 9, 15)},
    ]
    assert left(book, "priority-health", *lines)["DOS006"] == (1, 1, 0)


def test_the_one_simulation_of_superficial_treatment_is_shown_there_and_nowhere_else(book: PolicyBook) -> None:
    simulation = {"code": "77280", "on": date(2025, 9, 8)}
    superficial = left(book, "priority-health", simulation, {"code": "77401", "on": date(2025, 9, 15)})
    conventional = left(book, "priority-health", simulation, {"code": "77402", "on": date(2025, 9, 15)})
    assert superficial["SUP002"] == (1, 1, 0)
    assert "SUP002" not in conventional


def test_weekly_management_is_left_as_far_as_the_fractions_support_it(book: PolicyBook) -> None:
    lines = [
        {"code": "77402", "on": date(2025, 3, 3), "repeat": 8},
        {"code": "77427", "on": date(2025, 3, 7)},
    ]
    assert left(book, "medicare", *lines)["MGT001"] == (1, 2, 1)


def test_what_fractions_support_is_shown_before_anybody_bills_it(book: PolicyBook) -> None:
    # 14 fractions support floor(14 / 5) = 2 port images and 2 units of physics; the third of each from fraction 15 on.
    expected = {"billed": 0, "allowed": 2, "billable_now": 2, "next_unit": "now", "next_unit_after_fractions": 15}
    rows = allowances(book, "priority-health", {"code": "77412", "on": date(2025, 3, 3), "repeat": 14})
    assert rows == [
        {"edit": "PHY001", "procedure_codes": ["77336"], "beyond": "deny", **expected},
        {"edit": "IMG004", "procedure_codes": ["77417"], "beyond": "deny", **expected},
    ]


def test_the_next_unit_is_counted_from_what_is_billed_ahead_of_the_deliveries(book: PolicyBook) -> None:
    # 5 of 28 approved fractions are delivered and 3 port images billed: the fourth is supported by 20 fractions.
    rows = allowances(
        book,
        "priority-health",
        {"code": "77412", "on": date(2025, 3, 3), "repeat": 5, "authorization": "A1"},
        {"code": "77417", "on": date(2025, 3, 7), "units": 3, "authorization": "A1"},
        authorizations=[{"authorization_number": "A1", "procedure_code": "77412", "approved_fractions": 28}],
    )
    shown = [tuple(row[name] for name in ("procedure_codes", "billed", "allowed", "next_unit")) for row in rows]
    assert shown == [
        (["77336"], 0, 1, "now"),
        (["77412"], 5, 28, "now"),
        (["77417"], 3, 1, "from fraction 20 on"),
    ]


def test_a_closed_course_has_no_next_unit(book: PolicyBook) -> None:
    lines = [{"code": "77412", "on": date(2025, 3, 3), "repeat": 5}, {"code": "77417", "on": date(2025, 3, 7)}]
    ports = allowances(book, "priority-health", *lines, as_of=date(2025, 9, 1))[1]
    assert (ports["billed"], ports["allowed"]) == (1, 1)
    assert (ports["next_unit"], ports["next_unit_after_fractions"]) == ("none: the course is closed", None)


def test_a_code_with_a_cap_of_its_own_is_shown_by_itself(book: PolicyBook) -> None:
    rows = allowances(book, "priority-health", {"code": "77371", "on": date(2025, 3, 3)})
    sessions = [row for row in rows if row["edit"] == "DEL010"]
    shown = [(row["procedure_codes"], row["billed"], row["allowed"], row["next_unit"]) for row in sessions]
    assert shown == [(["77371"], 1, 1, "none in this course")]


def test_sessions_beyond_the_approved_number_need_more_of_it(book: PolicyBook) -> None:
    # 3 sessions approved, below the 5 of the policy, and 3 delivered.
    rows = allowances(
        book,
        "priority-health",
        {"code": "77373", "on": date(2025, 3, 3), "repeat": 3, "authorization": "A1"},
        authorizations=[{"authorization_number": "A1", "procedure_code": "77373", "approved_fractions": 3}],
    )
    (sessions,) = (row for row in rows if row["edit"] == "DEL003")
    assert sessions == {
        "edit": "DEL003",
        "procedure_codes": ["77373"],
        "billed": 3,
        "allowed": 3,
        "billable_now": 0,
        "next_unit": "with more approved fractions",
        "next_unit_after_fractions": None,
        "beyond": "deny",
    }


def test_units_of_a_site_whose_deliveries_are_unknown_are_not_taken_from_the_course(book: PolicyBook) -> None:
    lines = [
        {"code": "77412", "on": date(2025, 3, 3), "repeat": 10, "site": "lung"},
        {"code": "77417", "on": date(2025, 3, 7), "site": "lung"},
        {"code": "77417", "on": date(2025, 3, 12), "units": 2, "site": "spine"},
    ]
    assert left(book, "priority-health", *lines)["IMG004"] == (1, 2, 1)
