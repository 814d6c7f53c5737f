"""The plain runtime client speaks the Lambda Runtime API as the compiled one does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tools import runtime_client

HEADERS = {
    "Lambda-Runtime-Aws-Request-Id": "r-1",
    "Lambda-Runtime-Deadline-Ms": "1700000000000",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:edit",
    "Content-Type": "application/json",
}


class RuntimeApi(BaseHTTPRequestHandler):
    """One invocation to hand out; answers are kept."""

    posted: list[tuple[str, str, bytes]]

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b'{"claim": 1}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, self.headers["Content-Type"], body))
        self.send_response(413 if b"too large" in body else 202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[RuntimeApi]]:
    RuntimeApi.posted = []
    server = HTTPServer(("127.0.0.1", 0), RuntimeApi)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", f"127.0.0.1:{server.server_address[1]}")
    yield RuntimeApi
    server.shutdown()
    server.server_close()


def test_the_next_invocation_comes_with_payload_request_and_deadline(api: type[RuntimeApi]) -> None:
    assert api.posted == []
    payload, headers = runtime_client.next()
    assert json.loads(payload) == {"claim": 1}
    assert headers["Lambda-Runtime-Aws-Request-Id"] == "r-1"
    assert headers["Lambda-Runtime-Deadline-Ms"] == 1700000000000
    assert headers["Lambda-Runtime-Trace-Id"] is None


def test_results_and_errors_go_to_their_invocation(api: type[RuntimeApi]) -> None:
    runtime_client.post_invocation_result("r-1", b"{}", "application/json", None)
    runtime_client.post_error("r-2", '{"errorType": "X"}', "{}", None)
    assert api.posted == [
        ("/2018-06-01/runtime/invocation/r-1/response", "application/json", b"{}"),
        ("/2018-06-01/runtime/invocation/r-2/error", "application/json", b'{"errorType": "X"}'),
    ]


def test_a_refused_answer_is_an_error_as_from_the_compiled_client(api: type[RuntimeApi]) -> None:
    with pytest.raises(RuntimeError, match="413"):
        runtime_client.post_invocation_result("r-1", b"too large", "application/json")
    assert len(api.posted) == 1
