"""Set-up chooses a Python and explains itself when there is none."""

import sys
from pathlib import Path

import pytest
from tools import bootstrap


def fake_python(path: Path, answer: str) -> Path:
    """Write a program that answers as a Python of some version would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


def test_the_python_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = fake_python(tmp_path / "python", "echo 3 12 /somewhere/python3.12")
    monkeypatch.setenv("RADONC_PYTHON", str(named))
    assert bootstrap.find_python() == ("/somewhere/python3.12", (3, 12))


def test_a_python_313_among_pyenvs_versions_is_preferred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_python(tmp_path / "versions/3.13.9/bin/python3.13", "echo 3 13 /pyenv/python3.13")
    fake_python(tmp_path / "path/python3", "echo 3 11 /path/python3.11")
    monkeypatch.delenv("RADONC_PYTHON", raising=False)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}/path:/bin")
    assert bootstrap.find_python()[1] == (3, 13)
    assert str(tmp_path / "versions/3.13.9/bin/python3.13") in bootstrap.candidates()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("echo 3 9 /usr/bin/python3.9", "is no Python from 3.11 on"),
        ("echo No module named ensurepip >&2; exit 1", "is no Python from 3.11 on with its venv module"),
    ],
)
def test_a_python_that_will_not_do_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, said: str
) -> None:
    monkeypatch.setenv("RADONC_PYTHON", str(fake_python(tmp_path / "python", answer)))
    assert bootstrap.main(["dev"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "apt install python3 python3-venv" in told


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    command = [sys.executable, "-c", "print('no space left on device'); raise SystemExit(1)"]
    with pytest.raises(bootstrap.SetupError, match=r"(?s)making the environment failed.*no space left"):
        bootstrap.run(command, "making the environment")
