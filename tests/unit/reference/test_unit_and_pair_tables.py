"""Expected values read by hand in domain facts 2.2 and in the outpatient editor's lists."""

from datetime import date

import pytest

from radonc.reference.mue import AdjudicationIndicator, NoTable, NotListed, UnitLimit, unit_limit
from radonc.reference.ncci_hospital import hospital_pair, kept_off_claim_with_imrt_plan, table_covers

IN_QUARTER = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("code", "value", "mai"),
    [("77336", 1, 2), ("77427", 1, 2), ("77334", 10, 3), ("77331", 3, 3), ("77402", 2, 3), ("77417", 1, 2)],
)
def test_a_code_has_the_unit_limit_of_its_quarter(code: str, value: int, mai: int) -> None:
    limit = unit_limit(code, IN_QUARTER)
    assert isinstance(limit, UnitLimit)
    assert (limit.value, limit.indicator, limit.quarter) == (value, AdjudicationIndicator(mai), "2026Q2")


def test_a_deleted_code_is_not_listed_rather_than_unlimited() -> None:
    assert unit_limit("77385", IN_QUARTER) == NotListed("2026Q2")


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 7, 1)])
def test_a_date_outside_the_loaded_quarter_has_no_table(day: date) -> None:
    assert unit_limit("77336", day) == NoTable("77336", day, "2026Q2")


def test_a_code_that_was_not_taken_from_the_file_has_no_table_either() -> None:
    assert unit_limit("99213", IN_QUARTER) == NoTable("99213", IN_QUARTER, "2026Q2")


def test_a_pair_that_was_readded_changes_its_modifier_with_the_window() -> None:
    before, after = (hospital_pair("77295", "77306", date(year, 6, 1)) for year in (2019, 2020))
    assert before is None
    between = hospital_pair("77295", "77306", date(2019, 12, 31))
    assert between is not None
    assert after is not None
    assert (between.modifier_allowed, after.modifier_allowed) == (False, True)


def test_the_order_of_the_columns_matters() -> None:
    assert hospital_pair("77263", "77261", date(2025, 6, 1)) is not None
    assert hospital_pair("77261", "77263", date(2025, 6, 1)) is None


def test_a_pair_ends_with_its_window() -> None:
    assert hospital_pair("77014", "G6001", date(2025, 12, 31)) is not None
    assert hospital_pair("77014", "G6001", date(2026, 1, 1)) is None


def test_thirteen_services_may_not_stand_on_a_claim_with_an_imrt_plan() -> None:
    plans_and_simulations = ["77280", "77285", "77290", "77295", "77306", "77307", "77316", "77317", "77318", "77321"]
    named = [*plans_and_simulations, "77014", "77331", "77370"]
    assert [code for code in named if not kept_off_claim_with_imrt_plan(code, date(2025, 6, 1))] == []
    assert not kept_off_claim_with_imrt_plan("77300", date(2025, 6, 1))
    assert not kept_off_claim_with_imrt_plan("77280", date(2019, 6, 30))


def test_the_editor_speaks_for_the_quarters_we_hold() -> None:
    days = (date(2019, 6, 30), date(2019, 7, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [table_covers(day) for day in days] == [False, True, True, False]
