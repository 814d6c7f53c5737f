"""A library imported from the synthetic publications beside the tests."""

from datetime import date
from pathlib import Path

import pytest

from radonc.tables.importing import import_tables
from radonc.tables.library import TableLibrary

PUBLISHED = Path(__file__).parent / "published"


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of synthetic publications, in the layouts CMS uses."""
    return PUBLISHED


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> TableLibrary:
    """Every synthetic publication, imported."""
    folder = tmp_path_factory.mktemp("library")
    import_tables(sorted(PUBLISHED.iterdir()), folder, date(2026, 4, 2))
    return TableLibrary(folder)
