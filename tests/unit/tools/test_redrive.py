"""Redriving the service kept here, when none is kept."""

from pathlib import Path

import pytest
from tools import redrive


def test_without_a_running_service_it_says_what_to_do_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(redrive, "FOLDER", tmp_path)
    assert redrive.redrive_kept() == 1
    assert capsys.readouterr() == (
        "",
        "No service is running: `make up` starts one; STACK=name takes a stack of your account.\n",
    )
