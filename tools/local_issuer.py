"""An OpenID Connect issuer of this machine, for the embedded AWS: a key made at its start, signed tokens, a key set.

What it publishes are two files, served on 127.0.0.1; the private key stays in its folder and goes when it stops.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from tools.embedded import HOST, EmbeddedError, free_port

AUDIENCE = "radonc"
KEY_ID = "local-1"
SCOPE_PREFIX = "radonc:"
START_SECONDS = 20.0
MINUTES = 720


@dataclass(frozen=True)
class Issuer:
    """A running issuer; `folder` holds its private key and what it publishes."""

    pid: int
    port: int
    folder: Path

    @property
    def address(self) -> str:
        """The issuer as tokens name it."""
        return f"http://{HOST}:{self.port}"

    @property
    def parameters(self) -> dict[str, str]:
        """What template.yaml must know to take this issuer's tokens."""
        return {"TokenIssuer": self.address, "TokenAudience": AUDIENCE, "LoopbackIssuer": "true"}

    def token(
        self, scopes: str = "admin", payers: Sequence[str] = ("*",), *, minutes: int = MINUTES, **changes: Any
    ) -> str:
        """Sign a token for scopes, with spaces between, and payers; `changes` go over its claims, None leaves out."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": AUDIENCE,
            "sub": "developer",
            "iat": now,
            "exp": now + minutes * 60,
            "scope": " ".join(SCOPE_PREFIX + scope for scope in scopes.split()),
            "payers": list(payers),
        }
        told = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(told, self._key().read_bytes(), algorithm="RS256", headers={"kid": KEY_ID})

    def _key(self) -> Path:
        return self.folder / "key.pem"


def start(folder: Path) -> Issuer:
    """Make a key, publish it, and wait until it can be fetched. An issuer left running in the folder is stopped."""
    left = running(folder)
    if left:
        stop(left)
    shutil.rmtree(folder, ignore_errors=True)
    port = free_port()
    published = _publish(folder, f"http://{HOST}:{port}", _make_key(folder))
    with (folder / "issuer.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "http.server", str(port), "--bind", HOST, "--directory", str(published)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (folder / "issuer.json").write_text(json.dumps({"pid": process.pid, "port": port}), encoding="utf-8")
    issuer = Issuer(process.pid, port, folder)
    deadline = time.monotonic() + START_SECONDS
    while not answers(issuer):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(issuer)
            raise EmbeddedError("the local issuer of tokens did not start")
        time.sleep(0.05)
    return issuer


def _make_key(folder: Path) -> dict[str, Any]:
    """Keep a new private key for its owner's eyes alone, and return the public one as a JSON Web Key."""
    folder.mkdir(parents=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").touch(mode=0o600)
    (folder / "key.pem").write_bytes(pem)
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": KEY_ID, "use": "sig", "alg": "RS256"}


def _publish(folder: Path, address: str, key: dict[str, Any]) -> Path:
    """Write what OpenID Connect Discovery asks of an issuer."""
    published = folder / "published"
    (published / ".well-known").mkdir(parents=True)
    (published / "keys.json").write_text(json.dumps({"keys": [key]}), encoding="utf-8")
    described = {"issuer": address, "jwks_uri": f"{address}/keys.json"}
    (published / ".well-known" / "openid-configuration").write_text(json.dumps(described), encoding="utf-8")
    return published


def running(folder: Path) -> Issuer | None:
    """Return the issuer whose files are in `folder`, if it still answers."""
    state = folder / "issuer.json"
    if not state.exists():
        return None
    issuer = Issuer(**json.loads(state.read_text(encoding="utf-8")), folder=folder)
    return issuer if answers(issuer) else None


def stop(issuer: Issuer) -> None:
    """End the issuer and remove its key: its tokens can neither be made nor checked any more."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(issuer.pid, signal.SIGTERM)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(issuer.pid, 0)
    shutil.rmtree(issuer.folder, ignore_errors=True)


def answers(issuer: Issuer) -> bool:
    """Whether the issuer describes itself."""
    try:
        with urllib.request.urlopen(f"{issuer.address}/.well-known/openid-configuration", timeout=2) as response:  # noqa: S310 our own address
            return bool(json.load(response)["issuer"] == issuer.address)
    except (urllib.error.URLError, OSError, ValueError):
        return False
