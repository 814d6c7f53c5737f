"""The real template, built and deployed on the embedded AWS with IAM enforced; one stack for each worker."""

import os
from collections.abc import Iterator

import pytest
from tools import embedded
from tools.build import build
from tools.deploy import Stack, deploy
from tools.template import ROOT


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    parts = build(ROOT, ROOT / "build" / f"e2e-{worker}")
    server = embedded.start(tmp_path_factory.mktemp("embedded") / "server")
    try:
        yield deploy(server, parts)
    finally:
        embedded.stop(server)
