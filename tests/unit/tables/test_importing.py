"""What an import accepts, refuses and leaves behind."""

import hashlib
import itertools
import zipfile
from datetime import date
from pathlib import Path

import pytest

from radonc.tables.errors import TableFileError
from radonc.tables.importing import import_tables
from radonc.tables.library import AddOnRule, TableLibrary

TODAY = date(2026, 4, 2)
IN_QUARTER = date(2026, 4, 15)
PTP_HEADER = "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"

CELL = '<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


def as_workbook(source: Path, target: Path) -> Path:
    """Write the tab-separated rows of a file as the first sheet of a workbook; empty cells are left out."""
    rows = []
    for number, line in enumerate(source.read_text(encoding="latin-1").splitlines(), 1):
        cells = enumerate(line.replace('"', "").split("\t"))
        filled = "".join(CELL.format(ref=f"{'ABCDEFGH'[at]}{number}", text=text) for at, text in cells if text)
        rows.append(f'<row r="{number}">{filled}</row>')
    with zipfile.ZipFile(target, "w") as workbook:
        workbook.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows="".join(rows)))
    return target


def test_a_table_records_its_rows_days_and_sources(published: Path, tmp_path: Path) -> None:
    parts = [published / f"ccipra-v321r0-f{part}.txt" for part in range(1, 5)]
    (table,) = import_tables(parts, tmp_path, TODAY)
    assert (table.table, table.rows, table.field_rows, table.missing_parts) == ("ptp-practitioner-2026q2", 9, 8, ())
    assert (table.period.first_day, table.period.last_day) == (date(2026, 4, 1), date(2026, 6, 30))
    assert table.retrieved == "2026-04-02"
    assert [(source.name, source.sha256) for source in table.sources] == [
        (part.name, hashlib.sha256(part.read_bytes()).hexdigest()) for part in parts
    ]
    assert TableLibrary(tmp_path).tables == (table,)


def test_text_workbook_and_archive_of_one_table_give_the_same_bytes(published: Path, tmp_path: Path) -> None:
    text = published / "ccipra-v321r0-f2.txt"
    workbook = as_workbook(text, tmp_path / "ccipra-v321r0-f2.xlsx")
    archive = tmp_path / "download.zip"
    with zipfile.ZipFile(archive, "w") as members:
        members.write(text, "ccipra-v321r0-f2.txt")
        members.write(workbook, "ccipra-v321r0-f2.xlsx")
    files = [
        import_tables([source], tmp_path / str(at), TODAY)[0].files
        for at, source in enumerate([text, workbook, archive])
    ]
    assert files[0] == files[1] == files[2]


def test_an_add_on_file_reads_alike_as_text_and_as_workbook(published: Path, tmp_path: Path) -> None:
    text = published / "AOC_V2026Q2-MCR.txt"
    workbook = as_workbook(text, tmp_path / "AOC_V2026Q2-MCR.xlsx")
    one, other = (import_tables([source], tmp_path / source.suffix, TODAY)[0] for source in (text, workbook))
    assert one.files == other.files


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("edits.txt", "x", "the name does not say which table"),
        ("ccipra-v321r0-f1.txt", "<html>licence</html>\n", "not a PTP file"),
        ("ccipra-v321r0-f1.txt", "77263\t77261\t\t20150101\t*\t0\t\n", "row 1: data before the header"),
        ("ccipra-v321r0-f1.txt", PTP_HEADER, "holds no rows"),
        ("ccipra-v321r0-f1.txt", PTP_HEADER + "77263\t77261\t\t20150101\t*\t3\t\n", "row 2: .*indicator 0, 1 or 9"),
        ("ccipra-v321r0-f1.txt", PTP_HEADER + "77263\t77261\t\t2015\t*\t0\t\n", "row 2: .*YYYYMMDD"),
        ("ccipra-v321r0-f1.txt", PTP_HEADER + "77263\t77261\t\t20150101\t20140101\t0\t\n", "deleted before"),
        ("ccipra-v321r0-f1.txt", PTP_HEADER + "77263\t77261\t\t20150101\t*\t0\t\nx\ty\n", "row 3: expected column 1"),
        ("ccipra-v321r0-f1.zip", "<html>", "not a zip archive"),
        ("ccipra-v321r0-f1.xlsx", "<html>", r"not an .xlsx workbook"),
        ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "77336,1,2\n", "no header"),
        (
            "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
            "HCPCS/CPT Code,a,b\n77336,one,2\n",
            "row 2: .*whole number",
        ),
        ("AOC_V2026Q2-MCR.txt", "1\t77293\t\t77295\n", "no header"),
        ("PPRRVU2026_Apr.csv", "HCPCS,MOD,CODE\n", "no column STATUS CODE"),
        ("icd10cm_order_2027.txt", "C61 prostate\n", "row 1: .*character 7"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_place_and_expectation(
    tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="ascii")
    with pytest.raises(TableFileError, match=complaint):
        import_tables([file], tmp_path / "library", TODAY)
    assert list((tmp_path / "library").glob("*")) == []


@pytest.mark.parametrize("suffix", [".zip", ".xlsx"])
def test_an_archive_or_workbook_damaged_anywhere_is_refused_or_reads_whole(
    published: Path, tmp_path: Path, suffix: str
) -> None:
    source = published / "ccipra-v321r0-f2.txt"
    packed = tmp_path / f"ccipra-v321r0-f2{suffix}"
    if suffix == ".xlsx":
        as_workbook(source, packed)
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as members:
            members.write(source, source.name)
    whole = packed.read_bytes()
    (sound,) = import_tables([packed], tmp_path / "sound", TODAY)
    outcomes = set()
    for at in range(0, len(whole), 7):
        packed.write_bytes(bytes([*whole[:at], whole[at] ^ 0xFF, *whole[at + 1 :]]) if at % 2 else whole[:at])
        try:
            (table,) = import_tables([packed], tmp_path / "library", TODAY)
        except TableFileError:
            outcomes.add("refused")
        else:
            outcomes.add("read")
            assert table.files == sound.files
    assert outcomes == {"refused", "read"}


@pytest.mark.parametrize("column", ["XFE", "ZZZZZ", "Z" * 40])
def test_a_workbook_with_a_cell_right_of_the_last_column_is_refused(tmp_path: Path, column: str) -> None:
    workbook = tmp_path / "ccipra-v321r0-f2.xlsx"
    cell = CELL.format(ref=f"{column}1", text="Column 1")
    with zipfile.ZipFile(workbook, "w") as parts:
        parts.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=f"<row>{cell}</row>"))
    with pytest.raises(TableFileError, match="cut short, damaged or encrypted"):
        import_tables([workbook], tmp_path / "library", TODAY)


def test_a_workbook_whose_entities_multiply_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise("abcdefghi"))
    workbook = tmp_path / "ccipra-v321r0-f2.xlsx"
    sheet = SHEET.format(rows=f"<row>{CELL.format(ref='A1', text='&i;')}</row>")
    with zipfile.ZipFile(workbook, "w") as parts:
        parts.writestr("xl/worksheets/sheet1.xml", f'<!DOCTYPE x [<!ENTITY a "{"a" * 1000}">{entities}]>{sheet}')
    with pytest.raises(TableFileError, match="cut short, damaged or encrypted"):
        import_tables([workbook], tmp_path / "library", TODAY)


def test_the_same_part_given_twice_is_refused(published: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy-ccipra-v321r0-f1.txt"
    copy.write_bytes((published / "ccipra-v321r0-f1.txt").read_bytes())
    with pytest.raises(TableFileError, match="the same part"):
        import_tables([published / "ccipra-v321r0-f1.txt", copy], tmp_path, TODAY)


def test_a_failed_import_leaves_the_old_table_and_a_good_one_replaces_it(published: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    part = tmp_path / "ccipra-v321r0-f1.txt"
    part.write_bytes((published / part.name).read_bytes())
    import_tables([part], library, TODAY)
    before = {path.name: path.read_bytes() for path in library.iterdir()}
    part.write_text(PTP_HEADER + "77263\t77261\t\t20150101\t*\t0\t\nbroken\n", encoding="ascii")
    with pytest.raises(TableFileError, match="row 3"):
        import_tables([part], library, TODAY)
    assert {path.name: path.read_bytes() for path in library.iterdir()} == before
    part.write_text(PTP_HEADER + "77263\t77261\t\t20150101\t*\t0\t\n", encoding="ascii")
    (table,) = import_tables([part], library, TODAY)
    assert table.rows == 1
    assert {path.name for path in library.iterdir()} == {"ptp-practitioner-2026q2.json", *table.files.values()}


def test_unit_limits_stand_for_their_quarter_only(library: TableLibrary) -> None:
    limits = library.unit_limits("practitioner", IN_QUARTER)
    assert limits is not None
    assert limits["77334"] == {"code": "77334", "value": "12", "indicator": "3"}
    assert library.unit_limits("practitioner", date(2026, 3, 31)) is None
    assert library.unit_limits("hospital", IN_QUARTER) is None


@pytest.mark.parametrize(
    ("code", "on", "rule"),
    [
        ("77293", IN_QUARTER, AddOnRule(frozenset({"77295", "77301"}), closed=True)),
        ("77293", date(2019, 12, 31), AddOnRule(frozenset({"77295", "77301", "77290"}), closed=True)),
        ("77439", IN_QUARTER, AddOnRule(frozenset({"77437"}), closed=False)),
        ("00102", IN_QUARTER, AddOnRule(frozenset(), closed=False)),
        ("77427", IN_QUARTER, AddOnRule(frozenset(), closed=False)),
        ("77293", date(2026, 7, 1), None),
    ],
)
def test_an_add_on_code_has_the_primaries_of_the_date(
    library: TableLibrary, code: str, on: date, rule: AddOnRule | None
) -> None:
    assert library.add_on_rule(code, on) == rule


def test_fee_schedule_columns_are_found_under_a_header_of_several_rows(library: TableLibrary) -> None:
    rows = library.fee_schedule(IN_QUARTER)
    assert rows is not None
    whole = rows["77290", ""]
    assert (whole["status"], whole["pctc"], whole["facility_na"], whole["nonfacility_na"]) == ("A", "1", "NA", "")
    assert (rows["77469", ""]["nonfacility_na"], rows["77290", "26"]["facility_na"]) == ("NA", "")


def test_an_imported_fiscal_year_answers_like_the_shipped_one(library: TableLibrary) -> None:
    table = library.diagnoses(date(2026, 10, 1))
    assert table is not None
    found = {code: table.find(code) for code in ("C50.51", "C5059", "C50.5", "C61", "C71.9", "C80.1", "C20")}
    assert {code: (status.value, row[8:11]) for code, (status, row) in found.items()} == {
        "C50.51": ("valid", "R,-"),
        "C5059": ("valid", "-,L"),
        "C50.5": ("truncated", ""),
        "C61": ("valid", "-,-"),
        "C71.9": ("valid", "-,S"),
        "C80.1": ("valid", "-,P"),
        "C20": ("unknown", ""),
    }
    assert library.diagnoses(date(2026, 9, 30)) is None
