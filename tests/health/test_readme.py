"""The README's example is what the command prints, and its other commands and code run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "layers" / "rules" / "python"


def fence(opening: str) -> str:
    found = re.search(rf"^```{re.escape(opening)}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, opening
    return found.group(1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "claim.jsonl").write_text(fence("json claim.jsonl"), encoding="utf-8")
    for name in ("batch.837", "more.jsonl", "hospital.837", "physician.837"):
        (tmp_path / name).write_text(fence("json claim.jsonl"), encoding="utf-8")
    return tmp_path


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": str(PACKAGE),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def radonc(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    arguments = line.partition("#")[0].split()
    assert arguments[0] == "radonc"
    return run(["-c", "from radonc.cli.app import main; main()", *arguments[1:]], folder)


def test_the_example_prints_what_the_readme_shows(folder: Path) -> None:
    command, _, shown = fence("console").partition("\n")
    done = radonc(command.removeprefix("$ "), folder)
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    expected = [line.rstrip() for line in shown.splitlines()]
    assert printed[: len(expected)] == expected
    assert done.returncode == 1


@pytest.mark.parametrize("line", [line for line in README.splitlines() if line.startswith("radonc ")])
def test_every_command_of_the_readme_runs(line: str, folder: Path) -> None:
    done = radonc(line, folder)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr


def test_the_library_example_runs(folder: Path) -> None:
    done = run(["-c", fence("python")], folder)
    assert done.stdout == "reduce\n", done.stderr


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
