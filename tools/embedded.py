"""Start and stop the embedded AWS (MiniStack): one process on 127.0.0.1, its files in one folder that goes with it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.template import ROOT

HOST = "127.0.0.1"
ACCOUNT = "123456789012"  # twelve digits as the access key are the account, with every permission
REGION = "us-east-1"
EXECUTABLE = ROOT / ".venvs" / "embedded" / "bin" / "ministack"
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class EmbeddedError(Exception):
    """The embedded AWS cannot start; the text says why and what to do."""


@dataclass(frozen=True)
class Server:
    """A running embedded AWS; `folder` holds its log, its state file and its temporary files."""

    pid: int
    port: int
    folder: str

    @property
    def endpoint(self) -> str:
        """The address every AWS client is given."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return Path(self.folder) / "server.log"


def start(folder: Path, port: int | None = None) -> Server:
    """Start a server with its files in `folder`, on the given port or on a free one; wait until it answers."""
    if not EXECUTABLE.exists():
        raise EmbeddedError("the embedded AWS is not installed: run `make setup`")
    if port is not None and not is_free(port):
        raise EmbeddedError(
            f"port {port} of this machine is taken by another program.\n"
            f"  Choose another one: PORT={free_port()} make up      (without PORT a free one is taken)"
        )
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tmp").mkdir(parents=True)
    chosen = port or free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(EXECUTABLE)],
            env=_environment(folder, chosen),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process.pid, chosen, str(folder))
    (folder / "server.json").write_text(json.dumps(asdict(server)), encoding="utf-8")
    deadline = time.monotonic() + START_SECONDS
    while not answers(server):
        if process.poll() is not None or time.monotonic() > deadline:
            end = "\n    ".join(server.log.read_text(errors="replace").splitlines()[-10:])
            stop(server)
            raise EmbeddedError(f"the embedded AWS did not start; the end of its log:\n    {end}")
        time.sleep(0.1)
    return server


def running(folder: Path) -> Server | None:
    """Return the server whose files are in `folder`, if it still answers."""
    state = folder / "server.json"
    if not state.exists():
        return None
    server = Server(**json.loads(state.read_text(encoding="utf-8")))
    return server if answers(server) else None


def stop(server: Server) -> None:
    """End the server and the functions it started, and remove its temporary files; the log stays."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, way)
        except (ProcessLookupError, PermissionError):
            break
        if _ended(server.pid):
            break
    shutil.rmtree(Path(server.folder) / "tmp", ignore_errors=True)
    (Path(server.folder) / "server.json").unlink(missing_ok=True)


def answers(server: Server) -> bool:
    """Whether the server's health page answers."""
    try:
        with urllib.request.urlopen(f"{server.endpoint}/_ministack/health", timeout=2) as response:  # noqa: S310 our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def is_free(port: int) -> bool:
    """Whether nothing listens on a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port nothing listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Return the server's whole environment; nothing of the caller's but where programs and languages are."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
        "AWS_DEFAULT_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "S3_DATA_DIR": str(folder / "tmp" / "s3"),
        "STATE_DIR": str(folder / "tmp" / "state"),
        "NO_PROXY": HOST,
        "PYTHONUNBUFFERED": "1",
    }


def _ended(pid: int) -> bool:
    """Wait a while for the process group to be gone; reap it when it is our own child."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
        time.sleep(0.05)
    return False
