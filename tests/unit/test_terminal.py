"""What people read on a terminal: a line for all that is clean, a line for what many claims say, at any width."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from case_language import records
from rich.console import Console
from typer.testing import CliRunner

from radonc.cli.app import app
from radonc.cli.course_page import print_course
from radonc.cli.tables import by_title, counted, print_table, summary
from radonc.course_view import course_views
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book

BATCH: dict[str, Any] = {
    "payer": "medicare",
    "claims": {name: {"diagnoses": ["C50.911"]} for name in ("C1", "C2", "C3")},
    "lines": [
        {"code": "G6012", "on": date(2025, 3, 3), "claim": "C1"},
        {"code": "G6012", "on": date(2025, 3, 4), "claim": "C2"},
        {"code": "77417", "on": date(2025, 3, 4), "claim": "C3", "units": 4},
    ],
}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def printed(width: int, *shown: Any, **how: Any) -> str:
    console = Console(file=StringIO(), width=width, **how)
    for each in shown:
        if callable(each):
            each(console)
        else:
            console.print(each)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [80, 200])
def test_clean_claims_share_a_line_and_the_others_have_a_block(book: PolicyBook, width: int) -> None:
    decisions = decide(records(BATCH), book).decisions
    text = printed(width, lambda console: print_table(console, decisions, explain=False))
    assert "✓ 2 claims clean  C1, C2\n" in text
    assert [line.split()[1] for line in text.splitlines() if line.startswith("■")] == ["C3"]
    assert max(map(len, text.splitlines())) <= width


def test_a_note_of_several_claims_is_printed_once_with_their_number(book: PolicyBook) -> None:
    note = {"edit": "SYS007", "severity": "info", "message": "pairs are not loaded", "suggestion": "Import them."}
    decisions = [{**decision, "findings": [note]} for decision in decide(records(BATCH), book).decisions]
    text = printed(200, lambda console: print_table(console, decisions, explain=False))
    assert text.count("SYS007 pairs are not loaded\n→ Import them.  (3 claims)\n") == 1
    assert text.count("SYS007") == 1


def test_without_colour_no_escape_sequence_is_written(book: PolicyBook) -> None:
    decisions = decide(records(BATCH), book).decisions
    assert "\x1b[" not in printed(80, lambda console: print_table(console, decisions, explain=True), no_color=True)


def test_counts_agree_with_their_nouns() -> None:
    assert (counted(1, "line"), counted(2, "line")) == ("1 line", "2 lines")
    assert counted(1200, "identical copy", "identical copies") == "1,200 identical copies"
    text = printed(80, summary([], 1, 1, 1))
    assert "1 authorization read; 1 identical copy dropped; 1 record rejected" in text


def test_places_of_one_document_are_told_together() -> None:
    cited = [
        {"title": "Policy", "locator": "L1", "rule": "P-1"},
        {"title": "Manual", "locator": "70", "rule": None},
        {"title": "Policy", "locator": "L9", "rule": None},
    ]
    assert by_title(cited) == ["Policy: L1 [P-1], L9", "Manual: 70"]


def test_a_course_tells_each_message_once_with_its_lines(book: PolicyBook) -> None:
    (view,) = course_views(records(BATCH), book)
    text = printed(200, lambda console: print_course(console, view))
    assert "2 fractions, 2025-03-03 to 2025-03-04; judged as of" in " ".join(text.split())
    for message in {finding["message"] for finding in view["findings"]}:
        assert text.count(message) == 1


def test_a_course_names_the_lines_of_a_claim_once_and_as_ranges(book: PolicyBook) -> None:
    days = (date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5), date(2025, 3, 7))
    (view,) = course_views(records({**BATCH, "lines": [{"code": "G6012", "on": day} for day in days]}), book)
    finding = {"severity": "pend", "edit": "AUT001", "message": "a precertification is needed"}
    places = (("C1", 1), ("C1", 2), ("C1", 4), ("C2", 1))
    view["findings"] = [{**finding, "claim_id": claim, "line_number": number} for claim, number in places]
    text = printed(80, lambda console: print_course(console, view))
    assert "pend AUT001 a precertification is needed  C1 lines 1-2, 4, C2 line 1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_folder_without_imported_tables_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["tables", "list", "--into", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("no imported tables in ")


def test_the_help_names_the_review_of_a_batch_first() -> None:
    text = CliRunner().invoke(app, ["--help"]).output
    names = ("review", "precert", "explain", "course", "edits", "tables", "batch")
    found = [word for line in text.splitlines() if (word := line.strip("│ ").split(" ")[0]) in names]
    assert found == list(names)


def test_the_list_of_edits_puts_those_that_name_the_code_first() -> None:
    done = CliRunner().invoke(app, ["edits", "--code", "77417", "--payer", "evolent", "--date", "2025-06-30"])
    codes = [line.split()[0] for line in done.output.splitlines()[2:] if line and line[0].isalpha()]
    assert codes[0] == "IMG004"
    assert codes.index("IMG004") < codes.index("AUT001")
    assert done.output.endswith("Next: radonc explain IMG004\n")


def test_edits_of_a_payer_nobody_knows_end_with_status_2() -> None:
    done = CliRunner().invoke(app, ["edits", "--payer", "nobody"])
    assert done.exit_code == 2
    assert "nobody" in done.output


def test_all_edits_are_written_as_a_site(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["edits", "--html", str(tmp_path / "site")])
    assert done.output == f"{tmp_path / 'site' / 'index.html'}\n"
    assert "<h1>77417</h1>" in (tmp_path / "site" / "codes" / "77417.html").read_text(encoding="utf-8")


def test_all_edits_are_written_as_one_page(tmp_path: Path) -> None:
    page = tmp_path / "edits.html"
    assert CliRunner().invoke(app, ["edits", "--html", str(page)]).output == f"{page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
