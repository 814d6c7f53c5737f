"""The browser tests find a Chromium, or say why there is none."""

from pathlib import Path

import pytest
from tools import browser


def program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_chromium_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADONC_CHROMIUM", "/somewhere/chrome")
    assert browser.find_browser() == Path("/somewhere/chrome")


def test_chromium_on_path_is_preferred_to_chrome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RADONC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "google-chrome")
    assert browser.find_browser() == tmp_path / "google-chrome"
    wanted = program(tmp_path / "chromium")
    assert browser.find_browser() == wanted


def test_without_one_and_without_apt_the_tests_are_skipped_aloud(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("RADONC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "APPLICATIONS", ())
    assert browser.main() == 0
    assert capsys.readouterr().out == f"browser tests: skipped, {browser.MISSING}\n"
