"""The embedded AWS explains itself, and leaves nothing behind."""

import socket
from pathlib import Path

import pytest
from tools import embedded


def test_a_taken_port_is_told_with_one_that_is_free(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((embedded.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            embedded.EmbeddedError, match=rf"port {port} .* taken by another program(?s:.*)PORT=\d+ make up"
        ):
            embedded.start(tmp_path / "server", port)


def test_it_answers_while_it_runs_and_nothing_is_left_when_it_is_stopped(tmp_path: Path) -> None:
    server = embedded.start(tmp_path / "server")
    assert embedded.running(tmp_path / "server") == server
    embedded.stop(server)
    assert embedded.running(tmp_path / "server") is None
    assert embedded.is_free(server.port)
    assert [path.name for path in (tmp_path / "server").iterdir()] == ["server.log"]
