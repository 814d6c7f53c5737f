"""The real template, built and deployed on the embedded AWS with IAM enforced; one stack for all these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools import embedded
from tools.build import build
from tools.deploy import Stack, deploy
from tools.template import ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker: they share a stack and its history."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("embedded"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = build(ROOT, ROOT / "build" / "e2e")
    server = embedded.start(tmp_path_factory.mktemp("embedded") / "server")
    try:
        yield deploy(server, parts)
    finally:
        embedded.stop(server)
