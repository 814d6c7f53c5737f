"""An issuer's site on 127.0.0.1 with keys of its own: it publishes what a test says and counts what is fetched."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "claim-editor"
DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys.json"
SUBJECT = "RUTH.PETERS@CLINIC.EXAMPLE"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
PUBLISHED = {
    "keys": [
        {**RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True), "kid": "rsa", "use": "sig", "alg": "RS256"},
        {**ECAlgorithm.to_jwk(CURVE.public_key(), as_dict=True), "kid": "curve", "use": "sig"},
        {**OKPAlgorithm.to_jwk(EDWARDS.public_key(), as_dict=True), "kid": "edwards", "use": "sig"},
    ]
}


class Site:
    """What is published, by path, and how often each path was asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.documents: dict[str, Any] = {
            DISCOVERY: {"issuer": address, "jwks_uri": address + KEYS},
            KEYS: PUBLISHED,
        }
        self.fetched: Counter[str] = Counter()

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Claims of a good token; None leaves one out."""
        now = int(time.time())
        good = {"iss": self.address, "aud": AUDIENCE, "sub": SUBJECT, "exp": now + 60, "scope": "radonc:read"}
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    def token(self, key: Any = RSA, algorithm: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
        """Sign a token, good unless told otherwise."""
        headers = {"kid": kid} if kid else {}
        return jwt.encode(self.claims(**changes), key, algorithm=algorithm, headers=headers)


@contextmanager
def published() -> Iterator[Site]:
    """Serve a site while the test runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.fetched[self.path] += 1
            document = site.documents.get(self.path)
            self.send_response(200 if isinstance(document, dict) else 302 if document else 404)
            if isinstance(document, str):
                self.send_header("Location", document)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode() if isinstance(document, dict) else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def public_pem() -> bytes:
    """The published RSA key as text: the shared secret of a forger."""
    return RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
