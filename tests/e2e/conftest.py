"""The real template, built and deployed on the embedded AWS with IAM enforced; one stack for each worker."""

import os
from collections.abc import Iterator

import pytest
from tools import embedded, local_issuer
from tools.build import build
from tools.deploy import Stack, deploy
from tools.template import ROOT


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    parts = build(ROOT, ROOT / "build" / f"e2e-{worker}")
    folder = tmp_path_factory.mktemp("embedded")
    server, issuer = embedded.start(folder / "server"), local_issuer.start(folder / "issuer")
    try:
        yield deploy(server, issuer, parts)
    finally:
        local_issuer.stop(issuer)
        embedded.stop(server)
