"""`radonc batch status` against a real HTTP server: what it shows, asks with, and exits with."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from radonc.cli.app import app

READING = {"status": "reading", "records": 41_000, "decided": 0, "rejected": 12, "share_done": 0.25}
DECIDING = {"status": "deciding", "records": 164_000, "decided": 80_000, "rejected": 60, "share_done": 0.5}
DONE = {"status": "done", "records": 164_000, "decided": 163_900, "rejected": 100, "share_done": 1.0}
STAGES = [
    READING | {"remaining_seconds": 75, "reports": None},
    DECIDING | {"remaining_seconds": None, "reports": None},
    DONE | {"remaining_seconds": 0, "reports": "reports/B1/"},
]


class Api(HTTPServer):
    """Answers one request after the other with what is planned, and keeps what it was asked."""

    def __init__(self, planned: list[tuple[int, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.planned = planned
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Answer(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        status, body = self.server.planned.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def planned() -> list[tuple[int, Any]]:
    return []


@pytest.fixture
def api(planned: list[tuple[int, Any]]) -> Iterator[Api]:
    with Api(planned) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def status(api: Api, *arguments: str, token: str | None = None) -> Result:
    environment = {"RADONC_TOKEN": token, "RADONC_API": api.url}
    return CliRunner().invoke(app, ["batch", "status", *arguments], env=environment)


@pytest.mark.parametrize(
    ("stage", "shown", "code"),
    [
        (0, "reading: 41,000 records read, 0 claims decided, 12 rejected, about 1 min 15 s left\n", 1),
        (1, "deciding: 164,000 records read, 80,000 claims decided, 60 rejected\n", 1),
        (2, "done: 164,000 records read, 163,900 claims decided, 100 rejected\nreports: reports/B1/\n", 0),
    ],
)
def test_a_look_says_how_far_a_batch_is_and_exits_by_it(
    api: Api, planned: list[tuple[int, Any]], stage: int, shown: str, code: int
) -> None:
    planned.append((200, STAGES[stage]))
    result = status(api, "B1")
    assert (result.stdout, result.exit_code) == (shown, code)
    assert api.asked == [("/v1/batches/B1", None)]


def test_a_watch_stays_until_the_batch_is_done_and_bears_a_few_failures(
    api: Api, planned: list[tuple[int, Any]]
) -> None:
    planned += [(200, STAGES[0]), (503, b"busy"), (200, STAGES[1]), (500, {}), (200, STAGES[2])]
    result = status(api, "B1", "--watch", "--every", "0.1", "--json", token="t0ken")
    assert [json.loads(line)["status"] for line in result.stdout.splitlines()] == ["reading", "deciding", "done"]
    assert result.exit_code == 0
    assert {token for _, token in api.asked} == {"Bearer t0ken"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {"title": "Nothing under this name", "detail": "No batch is known."}), "404: Nothing under this name"),
        ((401, b""), "401 Unauthorized"),
        ((302, b""), "302 Found"),
        ((200, b"<html>"), "no answer"),
        ((200, []), "what answers there is no radonc API"),
        ((200, {"status": "reading"}), "what answers there is no radonc API"),
        ((200, DONE | {"records": "all"}), "what answers there is no radonc API"),
        ((200, DONE | {"decided": {}}), "what answers there is no radonc API"),
        ((400, {"title": "\x1b]0;x\x07", "detail": "\x1b[2J"}), "400: ?]0;x?: ?[2J\n"),
    ],
)
def test_an_answer_that_is_no_batch_ends_with_status_2_and_its_reason(
    api: Api, planned: list[tuple[int, Any]], answer: tuple[int, Any], said: str
) -> None:
    planned.append(answer)
    result = status(api, "a/b")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert [path for path, _ in api.asked] == ["/v1/batches/a%2Fb"]


def test_a_token_is_not_sent_in_clear_over_a_network_and_files_are_no_api(api: Api) -> None:
    for address, said in (("http://api.example", "over https only"), ("file:///etc/passwd", "http or https address")):
        result = status(api, "B1", "--api", address, token="t0ken")
        assert (result.exit_code, said in result.stderr) == (2, True)


def test_an_answer_reaches_the_terminal_as_text_alone(api: Api, planned: list[tuple[int, Any]]) -> None:
    planned += [(200, READING | {"status": "[/red]\x1b[2J"}), (200, DONE | {"reports": "\x1b]0;x\x07\n"})]
    result = status(api, "B1", "--watch", "--every", "0.1")
    assert result.exit_code == 0, result.output
    assert result.stdout == "done: 164,000 records read, 163,900 claims decided, 100 rejected\nreports: ?]0;x??\n"


@pytest.mark.parametrize("token", ["s3cret\r", "s3cret\nX-Other: 1", "s3 cret", "s3cret\u2026"])
def test_a_token_that_cannot_be_one_is_neither_sent_nor_shown(api: Api, token: str) -> None:
    result = status(api, "B1", token=token)
    assert (result.exit_code, "holds what no bearer token does" in result.stderr) == (2, True)
    assert "cret" not in result.output + result.stderr
    assert api.asked == []
