"""The shipped tables are the recorded ones, and they agree with each other."""

from collections import Counter

import pytest

from radonc.reference.fee_schedule import FIRST_DAY_OF_2026_SCHEDULE, indicator
from radonc.reference.ledger import ledger
from radonc.reference.lifecycle import CodeState, code_status, known_codes
from radonc.reference.precert_table import precert_rows
from radonc.reference.provenance import altered_tables, table_sources
from radonc.reference.shipped_files import HERE, csv_rows

ANY_CODE_WORDS = {"ALL", "ALL_DELIVERY"}


def test_every_shipped_table_is_the_file_its_source_record_describes() -> None:
    assert altered_tables() == ()


def test_no_table_ships_without_a_source_record() -> None:
    assert {path.name for path in HERE.glob("*.csv")} <= table_sources().keys()


def test_the_ledger_holds_348_rules_of_five_documents() -> None:
    entries = ledger().values()
    assert Counter(entry.document for entry in entries) == {"000": 40, "001": 36, "002": 197, "003": 55, "004": 20}
    assert Counter(entry.encode for entry in entries) == {
        "yes": 181,
        "config": 19,
        "doc_checklist": 59,
        "reference_only": 69,
        "no": 20,
    }
    assert sum(entry.order_sensitive for entry in entries) == 78


def test_every_code_of_the_ledger_and_the_precert_table_is_in_the_lifecycle_table() -> None:
    named = {code for entry in ledger().values() for code in entry.codes} - ANY_CODE_WORDS
    assert named | {code for row in precert_rows() for code in row.opens} <= known_codes()


def test_the_precert_rows_and_the_ledger_name_the_same_codes() -> None:
    rules = ledger()
    assert [row.rule for row in precert_rows() if frozenset(rules[row.rule].codes) != row.opens] == []


def test_a_code_with_a_schedule_row_of_2026_is_in_force_that_day() -> None:
    scheduled = {row["code"] for row in csv_rows("fee_schedule.csv") if row["schedule"] == "2026Q3"}
    states = {code_status(code, FIRST_DAY_OF_2026_SCHEDULE).state for code in scheduled}
    assert states == {CodeState.IN_FORCE}


@pytest.mark.parametrize("code", ["77385", "77401", "G6001", "G6014", "0394T"])
def test_a_code_deleted_in_2026_has_no_schedule_row_of_that_year(code: str) -> None:
    assert indicator(code, FIRST_DAY_OF_2026_SCHEDULE) is None
