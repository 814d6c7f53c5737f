"""One policy book for all guards of a run."""

import pytest

from radonc.policy_book import PolicyBook, load_book


@pytest.fixture(scope="session")
def shipped() -> PolicyBook:
    """The shipped policy book."""
    return load_book()
