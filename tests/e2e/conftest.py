"""The real template, built and deployed on the embedded AWS with IAM enforced; one stack for each worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tools import embedded, local_issuer
from tools.build import Build, build
from tools.deploy import Stack, deploy
from tools.template import ROOT

PAGES = "https://billing.example.org"
RANGE_BYTES = "4000"  # events/batches/hospital.jsonl is read in ranges, physician-group.837 in one piece


@pytest.fixture(scope="session")
def parts() -> Build:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return build(ROOT, ROOT / "build" / f"e2e-{worker}")


@pytest.fixture(scope="session")
def stack(parts: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with _deployed(
        parts, tmp_path_factory.mktemp("embedded"), {"CorsOrigins": PAGES, "IntakeRangeBytes": RANGE_BYTES}
    ) as deployed:
        yield deployed


@pytest.fixture(scope="module")
def stack_with_tables(parts: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own, whose functions decide under the tables put into its bucket."""
    with _deployed(parts, tmp_path_factory.mktemp("embedded"), {"TableCheckMinutes": "1"}) as deployed:
        yield deployed


@contextmanager
def _deployed(parts: Build, folder: Path, parameters: dict[str, str]) -> Iterator[Stack]:
    server, issuer = embedded.start(folder / "server"), local_issuer.start(folder / "issuer")
    try:
        yield deploy(server, issuer, parts, parameters)
    finally:
        local_issuer.stop(issuer)
        embedded.stop(server)
