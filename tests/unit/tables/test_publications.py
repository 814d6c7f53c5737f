"""Names and quarters as domain facts 3 gives them."""

from datetime import date

import pytest

from radonc.tables.publications import Kind, recognise
from radonc.tables.quarters import fiscal_year, named_period, quarter_of, quarter_of_ptp_version


@pytest.mark.parametrize(
    ("name", "table", "part"),
    [
        ("ccipra-v313r0-f1.txt", "ptp-practitioner-2025q4", 1),
        ("ccipra-v320r0-f4.xlsx", "ptp-practitioner-2026q1", 4),
        ("ccioph-v323r0-f2.TXT", "ptp-hospital-2026q4", 2),
        ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "mue-practitioner-2026q2", 1),
        ("MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv", "mue-hospital-2026q4", 1),
        ("AOC_V2026Q2-MCR.xlsx", "add-on-2026q2", 1),
        ("PPRRVU2026_Jul_nonQPP.csv", "fee-schedule-2026q3", 1),
        ("PPRRVU25_JAN.csv", "fee-schedule-2025q1", 1),
        ("icd10cm_order_2026.txt", "icd10cm-fy2026", 1),
        ("icd10cm-order-April-2026.txt", "icd10cm-fy2026", 1),
    ],
)
def test_a_published_name_says_table_quarter_and_part(name: str, table: str, part: int) -> None:
    publication = recognise(name)
    assert publication is not None
    assert (publication.table, publication.part) == (table, part)


@pytest.mark.parametrize(
    "name", ["edits.txt", "ccipra.txt", "ccidme-v321r0-f1.txt", "MCR_MUE_PractitionerServices.csv"]
)
def test_a_name_that_says_no_table_or_no_quarter_is_not_recognised(name: str) -> None:
    assert recognise(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "MCR_MUE_PractitionerServices_Eff_13-45-2026.csv",
        "AOC_V0000Q1.csv",
        "AOC_V9999Q4.csv",
        "icd10cm_order_0000.txt",
        f"ccipra-v{'9' * 30}1r0-f1.txt",
    ],
)
def test_a_name_whose_day_is_in_no_calendar_is_not_recognised(name: str) -> None:
    assert recognise(name) is None


def test_a_version_is_a_quarter_and_a_quarter_its_days() -> None:
    last_of_2025 = quarter_of_ptp_version(31, 3)
    assert (last_of_2025.name, last_of_2025.first_day, last_of_2025.last_day) == (
        "2025Q4",
        date(2025, 10, 1),
        date(2025, 12, 31),
    )
    assert quarter_of(date(2026, 3, 31)).name == "2026Q1"
    assert quarter_of(date(2026, 4, 1)).name == "2026Q2"


def test_a_fiscal_year_begins_in_october_before() -> None:
    year = fiscal_year(2026)
    assert (year.first_day, year.last_day) == (date(2025, 10, 1), date(2026, 9, 30))


@pytest.mark.parametrize("name", ["2026Q2", "FY2027"])
def test_a_period_is_found_again_by_its_name(name: str) -> None:
    assert named_period(name).name == name


def test_the_kinds_are_the_five_tables() -> None:
    assert [kind.value for kind in Kind] == ["ptp", "mue", "add-on", "fee-schedule", "icd10cm"]
