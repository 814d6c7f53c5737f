"""Expected values read by hand in D-18, A-32 and domain facts 6."""

import csv
from datetime import date
from pathlib import Path

import pytest

from radonc.reference.diagnosis_codes import (
    DiagnosisStatus,
    LeftOpen,
    Strictness,
    category3,
    diagnosis_status,
    in_table_year,
    left_open,
    side,
    specificity,
    year_consulted,
)
from radonc.reference.shipped_files import HERE

IN_2025, IN_2026 = date(2025, 6, 3), date(2026, 2, 2)
FLAGS = Path(__file__).parents[4] / "shared/requirements/data/icd10cm_neoplasm_flags_2026apr.csv"

SIDE_OFFERED_ONLY_BY_SIBLINGS = {"C62.00", "C62.10", "C72.20", "C72.30", "C72.40"}
"""Sideless twins of a right and a left code that the requirement flags do not mark (`unspecified descended testis`)."""

NODES_NAMED = {"C77.0", "C77.1", "C77.2", "C77.3", "C77.4", "C77.5", "C77.8"}
"""`Secondary and unspecified` is the title of C77; these name their nodes."""


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("C34.10", "deny"),
        ("C3490", "deny"),
        ("C50.919", "deny"),
        ("C50.019", "deny"),
        ("D49.9", "deny"),
        ("C79.9", "deny"),
        ("C80.1", "pend"),
        ("C50.911", "warn"),
        ("C34.91", "warn"),
        ("C71.9", "warn"),
        ("C53.9", "warn"),
        ("C61", "ok"),
        ("C20", "ok"),
        ("C50.411", "ok"),
        ("C77.3", "ok"),
        ("C44.219", "ok"),
    ],
)
def test_a_diagnosis_is_judged_by_what_it_leaves_open_and_not_by_its_last_digit(code: str, outcome: str) -> None:
    assert specificity(code).outcome == outcome


@pytest.mark.parametrize(
    ("code", "outcomes"),
    [
        ("C34.10", ("deny", "deny", "deny", "ok")),
        ("D49.9", ("deny", "deny", "ok", "ok")),
        ("C80.1", ("pend", "pend", "ok", "ok")),
        ("C50.911", ("warn", "deny", "ok", "deny")),
        ("C77.3", ("ok", "deny", "ok", "ok")),
        ("C61", ("ok", "ok", "ok", "ok")),
    ],
)
def test_a_payer_chooses_how_strict_the_word_is_read(code: str, outcomes: tuple[str, ...]) -> None:
    listed = frozenset({"C50911"})
    assert tuple(specificity(code, mode, listed=listed).outcome for mode in Strictness) == outcomes


def test_an_allowed_code_passes_however_strict_the_payer() -> None:
    assert specificity("C34.90", Strictness.STRICT, allowed={"C3490"}).outcome == "ok"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("C50.911", DiagnosisStatus.VALID),
        ("c50911", DiagnosisStatus.VALID),
        ("C50.A1", DiagnosisStatus.VALID),
        ("Z51.0", DiagnosisStatus.VALID),
        ("C50.91", DiagnosisStatus.TRUNCATED),
        ("C50", DiagnosisStatus.TRUNCATED),
        ("Z99", DiagnosisStatus.TRUNCATED),
        ("C61.9", DiagnosisStatus.UNKNOWN),
        ("C50.917", DiagnosisStatus.UNKNOWN),
        ("ZZZ9", DiagnosisStatus.UNKNOWN),
        ("C5", DiagnosisStatus.MALFORMED),
        ("185", DiagnosisStatus.MALFORMED),
        ("C50-911", DiagnosisStatus.MALFORMED),
        ("", DiagnosisStatus.MALFORMED),
    ],
)
def test_a_diagnosis_code_is_valid_cut_short_unknown_or_no_code(code: str, status: DiagnosisStatus) -> None:
    assert diagnosis_status(code, IN_2026) is status


def test_the_side_is_the_one_the_wording_names() -> None:
    assert [side(code) for code in ("C50.911", "C34.12", "C34.10", "C56.3", "C61", "C50.91")] == [
        "R",
        "L",
        "",
        "",
        "",
        "",
    ]


def test_the_category_is_the_first_three_characters() -> None:
    assert category3("c50.911") == "C50"


def test_the_loaded_tables_stand_for_fiscal_years_2025_and_2026() -> None:
    days = (date(2024, 9, 30), date(2024, 10, 1), date(2026, 9, 30), date(2026, 10, 1))
    assert [in_table_year(day) for day in days] == [False, True, True, False]
    assert [year_consulted(day) for day in days] == ["FY2026", "FY2025", "FY2026", "FY2026"]


def test_what_began_and_what_ended_with_fiscal_year_2026_turns_one_year_into_the_other() -> None:
    """CMS counts 487 new and 28 deleted codes of 2026: 74,260 valid codes became 74,719."""
    with (HERE / "icd10cm_changes_2026.csv").open(encoding="ascii", newline="") as file:
        changes = {row["code"]: row["change"] for row in csv.DictReader(file)}
    began = [code for code, change in changes.items() if change == "begins"]
    ended = [code for code, change in changes.items() if change == "ended"]
    assert (len(began), len(ended), len(changes)) == (487, 28, 515)
    valid = DiagnosisStatus.VALID
    assert {diagnosis_status(code, IN_2026) is valid for code in began} == {True}
    assert {diagnosis_status(code, IN_2025) is valid for code in began} == {False}
    assert {diagnosis_status(code, IN_2025) is valid for code in ended} == {True}
    assert {diagnosis_status(code, IN_2026) is valid for code in ended} == {False}
    untouched = {code: diagnosis_status(code, IN_2025) for code in ("A00.0", "C34.11", "C34.1", "C50.A", "Z99.89")}
    assert list(untouched.values()) == [valid, valid, DiagnosisStatus.TRUNCATED, DiagnosisStatus.UNKNOWN, valid]


@pytest.mark.skipif(not FLAGS.exists(), reason="the requirement data are not beside this checkout")
def test_every_neoplasm_code_agrees_with_the_flags_of_the_requirements() -> None:
    with FLAGS.open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert len(rows) == 1731
    assert [code for code in rows if diagnosis_status(code, IN_2026) is not DiagnosisStatus.VALID] == []
    worded = {code for code, row in rows.items() if row["descriptor_has_unspecified"] == "1"}
    assert {code for code in rows if left_open(code) is not LeftOpen.NOTHING} == worded
    sideless = {code for code, row in rows.items() if row["laterality_unspecified"] == "1"}
    assert {code for code in rows if left_open(code) is LeftOpen.LATERALITY} == sideless | SIDE_OFFERED_ONLY_BY_SIBLINGS
    assert {code for code in rows if left_open(code) is LeftOpen.TITLE_WORD} == NODES_NAMED
