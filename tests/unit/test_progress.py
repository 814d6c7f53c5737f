"""Progress of long work, seen through a real terminal: there it moves, in a pipe nothing of it is written."""

import errno
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

CLAIM: dict[str, Any] = {
    "payer": "medicare",
    "claim_type": "professional",
    "received_date": "2025-06-16",
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "diagnoses": ["C50.911"],
}
LINE = {"procedure_code": "G6012", "units": 1, "diagnosis_pointers": [1]}
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38;[0-9;]+)m")
CLAIMS = 200
RADONC = (sys.executable, "-c", "from radonc.cli.app import main; main()")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough claims for the bar to be drawn more than once."""
    path = tmp_path_factory.mktemp("progress") / "batch.jsonl"
    lines = [{**LINE, "line_number": n, "service_date": f"2025-06-{n + 1:02d}"} for n in range(1, 11)]
    claims = [{**CLAIM, "claim_id": f"C{n}", "member_id": f"SECRET-{n}", "lines": lines} for n in range(CLAIMS)]
    path.write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    return path


@pytest.fixture(scope="module")
def on_80_columns(batch: Path) -> tuple[str, str]:
    return run_on_terminal(80, "review", str(batch), "--format", "jsonl")


def run_on_terminal(columns: int, *arguments: str, **environment: str) -> tuple[str, str]:
    """Run `radonc` with standard error on a terminal of so many columns; give what it wrote there and to the pipe."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*RADONC, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**_environment(), **environment},
    )
    os.close(follower)
    with ThreadPoolExecutor(1) as reader:  # a terminal nobody reads would hold the command up
        seen = reader.submit(_read_all, leader)
        out, _ = process.communicate(timeout=120)
    os.close(leader)
    return seen.result(), out.decode()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": os.pathsep.join(sys.path)}


def _read_all(leader: int) -> str:
    """Read a terminal to the end of its other side, which Linux tells as an error and others as nothing."""
    found = b""
    try:
        while chunk := os.read(leader, 65_536):
            found += chunk
    except OSError as error:
        if error.errno != errno.EIO:
            raise
    return found.decode()


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_sees_how_far_reading_and_deciding_are_and_the_totals_at_the_end(
    batch: Path, on_80_columns: tuple[str, str], columns: int
) -> None:
    wide = run_on_terminal(200, "review", str(batch), "--format", "csv") if columns == 200 else None
    seen, out = wide or on_80_columns
    assert len(out.splitlines()) >= CLAIMS
    drawn = [part.strip() for part in re.split(r"[\r\n]+", CONTROL.sub("", seen)) if part.strip()]
    assert max(map(len, drawn)) <= columns
    deciding = [part for part in drawn if part.startswith("deciding")]
    assert any(part.startswith("reading") for part in drawn)
    assert len(deciding) > 1
    assert all(re.search(r"\d+% [\d,]+ claims, [\d,]+/s", part) for part in deciding)
    assert any(re.search(rf"claims .* {CLAIMS} ", part) for part in drawn)
    assert re.fullmatch(rf"{CLAIMS} claims in [\d.,]+ s, [\d,]+ a second", drawn[-1])
    assert "SECRET" not in seen


def test_no_color_takes_the_colors_and_leaves_the_bar(batch: Path, on_80_columns: tuple[str, str]) -> None:
    plain, _ = run_on_terminal(80, "review", str(batch), "--format", "jsonl", NO_COLOR="1")
    assert COLOR.search(on_80_columns[0])
    assert not COLOR.search(plain)
    assert "deciding" in plain


def test_a_pipe_gets_the_same_answers_and_nothing_of_the_progress(batch: Path, on_80_columns: tuple[str, str]) -> None:
    piped = subprocess.run(
        [*RADONC, "review", str(batch), "--format", "jsonl"],
        env={**_environment(), "FORCE_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert piped.stderr == ""
    assert piped.stdout == on_80_columns[1]


def test_a_course_command_shows_how_far_it_is_too(batch: Path) -> None:
    seen, out = run_on_terminal(80, "course", str(batch), "--json")
    assert len(out.splitlines()) == CLAIMS
    assert "folding" in CONTROL.sub("", seen)


def test_an_import_of_tables_shows_that_it_goes_on(tmp_path: Path) -> None:
    unknown = tmp_path / "notes.txt"
    unknown.write_text("no table of CMS")
    seen, _ = run_on_terminal(80, "tables", "import", str(unknown), "--into", str(tmp_path / "tables"))
    drawn = CONTROL.sub("", seen)
    assert "importing 0:00:00" in drawn
    assert drawn.rstrip().endswith("icd10cm_order_2026.txt")
    assert drawn.count("not imported: notes.txt: the name does not say which table it is") == 1
