"""What the shipped tables answer, what imported ones put in their place, and how each names itself."""

from datetime import date

import pytest
from invented_tables import invented_tables

from radonc.reference.diagnosis_codes import DiagnosisStatus
from radonc.reference.mue import NoTable, NotListed, UnitLimit
from radonc.tables.pair_verdict import Verdict
from radonc.tables.reference_tables import SHIPPED_TABLES, reference_tables

DAY = date(2025, 6, 3)


@pytest.mark.parametrize(
    ("column1", "column2", "on", "modifiers", "verdict"),
    [
        ("77263", "77261", DAY, [], Verdict.FAIL),
        ("77263", "77261", DAY, ["59"], Verdict.FAIL),
        ("77261", "77263", DAY, [], Verdict.PASS),
        ("77600", "77336", DAY, [], Verdict.FAIL),
        ("77600", "77336", DAY, ["XU"], Verdict.BYPASSED),
        ("77600", "77336", DAY, ["76", "77", "26"], Verdict.FAIL),
        ("0394T", "77300", DAY, ["59"], Verdict.FAIL),
        ("77427", "99213", DAY, [], Verdict.NO_DATA),
        ("77263", "77261", date(2019, 6, 30), [], Verdict.NO_DATA),
        ("77263", "77261", date(2019, 7, 1), [], Verdict.FAIL),
        ("77263", "77261", date(2026, 6, 30), [], Verdict.FAIL),
        ("77263", "77261", date(2026, 7, 1), [], Verdict.NO_DATA),
    ],
)
def test_the_shipped_hospital_pairs_give_one_of_four_verdicts(
    column1: str, column2: str, on: date, modifiers: list[str], verdict: Verdict
) -> None:
    pairs = SHIPPED_TABLES.code_pairs("hospital", DAY)
    assert pairs is not None
    assert pairs.verdict(column1, column2, on, modifiers) is verdict


def test_no_practitioner_pairs_and_no_hospital_limits_ship() -> None:
    assert SHIPPED_TABLES.code_pairs("practitioner", DAY) is None
    assert SHIPPED_TABLES.code_pairs("hospital", date(2026, 7, 1)) is None
    assert isinstance(SHIPPED_TABLES.unit_limit("hospital", "77427", date(2026, 5, 4)), NoTable)
    assert SHIPPED_TABLES.add_on_rule("77293", DAY) is None


def test_an_imported_quarter_stands_before_the_shipped_one_and_the_shipped_one_elsewhere() -> None:
    tables = invented_tables({"MCR_MUE_PractitionerServices_Eff_07-01-2025": ["77427 9 1"]})
    limits = [tables.unit_limit("practitioner", "77427", on) for on in (date(2025, 8, 4), date(2026, 5, 4))]
    assert [(limit.value, limit.quarter) for limit in limits if isinstance(limit, UnitLimit)] == [
        (9, "2025Q3"),
        (1, "2026Q2"),
    ]
    assert tables.unit_limit("practitioner", "77336", date(2025, 8, 4)) == NotListed("2025Q3")
    assert isinstance(tables.unit_limit("practitioner", "77336", date(2025, 10, 1)), NoTable)


def test_diagnoses_are_looked_up_in_the_tables_of_their_fiscal_year() -> None:
    tables = invented_tables({"icd10cm_order_2025": ["C61 1", "C999 1"]})
    status = [tables.diagnosis_status("C999", on) for on in (DAY, date(2025, 10, 1))]
    assert status == [DiagnosisStatus.VALID, DiagnosisStatus.UNKNOWN]
    assert [tables.has_diagnoses_of(on) for on in (date(2024, 9, 30), DAY, date(2026, 1, 5))] == [False, True, True]


def test_each_table_names_the_quarter_that_is_consulted() -> None:
    tables = invented_tables(
        {"ccipra-v313r0": ["77427 77336 20150101 * 1"], "AOC_V2026Q2-MCR": ["1 77293 77295 2014001"]}
    )
    named = {
        (table, setting): tables.named(table, setting, DAY)
        for table in ("ncci_ptp", "mue", "imrt_plan_claim", "add_on", "icd10cm", "fee_schedule", "code_lifecycle")
        for setting in ("practitioner", "hospital")
    }
    assert named == {
        ("ncci_ptp", "practitioner"): "practitioner 2025Q4",
        ("ncci_ptp", "hospital"): "hospital 2019Q3-2026Q2",
        ("mue", "practitioner"): None,
        ("mue", "hospital"): None,
        ("imrt_plan_claim", "practitioner"): None,
        ("imrt_plan_claim", "hospital"): "2019Q3-2026Q2",
        ("add_on", "practitioner"): "2026Q2",
        ("add_on", "hospital"): "2026Q2",
        ("icd10cm", "practitioner"): "FY2025",
        ("icd10cm", "hospital"): "FY2025",
        ("fee_schedule", "practitioner"): "2025Q4",
        ("fee_schedule", "hospital"): "2025Q4",
        ("code_lifecycle", "practitioner"): "2026Q3",
        ("code_lifecycle", "hospital"): "2026Q3",
    }


def test_an_empty_folder_changes_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert reference_tables(tmp_path_factory.mktemp("empty")) is SHIPPED_TABLES
