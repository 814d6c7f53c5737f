"""The policy book of a deployment, read once per container."""

from functools import cache
from pathlib import Path

from radonc.policy_book import PolicyBook, load_book


@cache
def policy_book(folders: tuple[Path, ...]) -> PolicyBook:
    """Read the shipped policies and a deployment's own."""
    return load_book(*folders)
