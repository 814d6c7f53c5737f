"""Verdicts on the invented pairs of `published/`, worked out by hand."""

import time
from datetime import date
from pathlib import Path

import pytest

from radonc.tables.errors import TableFileError
from radonc.tables.importing import import_tables
from radonc.tables.library import TableLibrary
from radonc.tables.pair_table import PairTable
from radonc.tables.pair_verdict import NCCI_MODIFIERS, PairEdits, Verdict

IN_QUARTER = date(2026, 4, 15)


@pytest.fixture(params=[False, True], ids=["field", "full"])
def edits(request: pytest.FixtureRequest, library: TableLibrary) -> PairEdits:
    loaded = TableLibrary(library.folder, full_pairs=request.param).pair_edits("practitioner", IN_QUARTER)
    assert loaded is not None
    return loaded


@pytest.mark.parametrize(
    ("column1", "column2", "on", "modifiers", "verdict"),
    [
        ("77263", "77261", IN_QUARTER, [], Verdict.FAIL),
        ("77263", "77261", IN_QUARTER, ["59"], Verdict.FAIL),
        ("77263", "77261", date(2014, 12, 31), [], Verdict.PASS),
        ("77261", "77263", IN_QUARTER, [], Verdict.PASS),
        ("77295", "77306", date(2019, 12, 31), ["59"], Verdict.FAIL),
        ("77295", "77306", date(2020, 1, 1), ["59"], Verdict.BYPASSED),
        ("77295", "77306", date(2020, 1, 1), ["XE"], Verdict.BYPASSED),
        ("77295", "77306", date(2020, 1, 1), ["76", "77", "26"], Verdict.FAIL),
        ("77295", "77280", date(1997, 6, 1), [], Verdict.FAIL),
        ("77295", "77280", date(2020, 1, 1), [], Verdict.PASS),
        ("77301", "77290", date(2025, 12, 31), [], Verdict.FAIL),
        ("77301", "77290", date(2026, 1, 1), [], Verdict.PASS),
        ("77334", "77333", date(2023, 1, 1), [], Verdict.PASS),
        ("99999", "77427", IN_QUARTER, [], Verdict.FAIL),
        ("77427", "77336", IN_QUARTER, [], Verdict.PASS),
        ("77427", "not a code", IN_QUARTER, [], Verdict.PASS),
        ("77263", "77261", date(2026, 7, 1), [], Verdict.NO_DATA),
    ],
)
def test_a_pair_is_judged_by_order_date_and_modifier(
    edits: PairEdits, column1: str, column2: str, on: date, modifiers: list[str], verdict: Verdict
) -> None:
    assert edits.verdict(column1, column2, on, modifiers) is verdict


def test_the_field_subset_says_nothing_of_two_foreign_codes(library: TableLibrary) -> None:
    field, full = library.pair_edits("practitioner", IN_QUARTER), TableLibrary(library.folder, full_pairs=True)
    whole = full.pair_edits("practitioner", IN_QUARTER)
    assert field is not None
    assert whole is not None
    assert field.verdict("00100", "00102", IN_QUARTER) is Verdict.NO_DATA
    assert whole.verdict("00100", "00102", IN_QUARTER) is Verdict.FAIL
    assert whole.verdict("00102", "00100", IN_QUARTER) is Verdict.PASS


def test_an_import_with_missing_parts_still_finds_pairs_but_passes_nothing(published: Path, tmp_path: Path) -> None:
    (table,) = import_tables([published / "ccipra-v321r0-f2.txt"], tmp_path, IN_QUARTER)
    assert table.missing_parts == (1, 3, 4)
    edits = TableLibrary(tmp_path).pair_edits("practitioner", IN_QUARTER)
    assert edits is not None
    assert edits.verdict("77295", "77306", IN_QUARTER) is Verdict.FAIL
    assert edits.verdict("77263", "77261", IN_QUARTER) is Verdict.NO_DATA


def test_a_setting_or_quarter_that_is_not_loaded_has_no_edits(library: TableLibrary) -> None:
    assert library.pair_edits("hospital", IN_QUARTER) is None
    assert library.pair_edits("practitioner", date(2026, 7, 1)) is None
    assert library.pair_edits("practitioner", date(2019, 6, 1)) is not None


def test_repeat_procedure_modifiers_bypass_nothing() -> None:
    assert len(NCCI_MODIFIERS) == 44
    assert not NCCI_MODIFIERS & {"76", "77", "26", "TC"}


def test_a_cut_or_foreign_table_file_is_refused(library: TableLibrary, tmp_path: Path) -> None:
    whole = next(library.folder.glob("*.full.*.pairs")).read_bytes()
    for name, content in (("cut.pairs", whole[:-1]), ("foreign.pairs", b"x" * 100), ("long.pairs", whole + b"0")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(TableFileError, match=name):
            PairTable(tmp_path / name)


def test_a_table_opens_without_being_read(library: TableLibrary) -> None:
    path = next(library.folder.glob("*.full.*.pairs"))
    before = time.process_time()
    PairTable(path)
    assert time.process_time() - before < 0.020
