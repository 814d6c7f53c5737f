"""`radonc tables` as a user types it."""

from pathlib import Path

from typer.testing import CliRunner

from radonc.tables.commands import app


def test_import_prints_what_each_table_holds_and_list_repeats_it(published: Path, tmp_path: Path) -> None:
    library = str(tmp_path / "library")
    arguments = [str(published / "ccipra-v321r0-f1.txt"), "--into", library, "--retrieved", "2026-04-02"]
    imported = CliRunner().invoke(app, ["import", *arguments])
    assert imported.exit_code == 0
    assert imported.stdout == (
        "ptp-practitioner-2026q2: 3 rows, 2 of radiation oncology, 2026-04-01 to 2026-06-30, parts 2, 3, 4 missing; "
        "retrieved 2026-04-02 from ccipra-v321r0-f1.txt\n"
    )
    assert CliRunner().invoke(app, ["list", "--into", library]).stdout == imported.stdout


def test_a_refused_file_ends_with_status_2_and_says_why(tmp_path: Path) -> None:
    page = tmp_path / "ccipra-v321r0-f1.zip"
    page.write_text("<html>I accept</html>", encoding="ascii")
    refused = CliRunner().invoke(app, ["import", str(page), "--into", str(tmp_path / "library")])
    assert refused.exit_code == 2
    assert refused.stderr.startswith("not imported: ccipra-v321r0-f1.zip: not a zip archive")
