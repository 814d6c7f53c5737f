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
    case = {"payer": payer, "lines": list(lines), "claims": {"C1": {"diagnoses": ["C44.311"]}}}
    (view,) = course_views(records(case), book)
    return {entry["edit"]: (entry["billed"], entry["allowed"], entry["billable_now"]) for entry in view["allowances"]}


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
