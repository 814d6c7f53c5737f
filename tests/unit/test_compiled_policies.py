"""The compiled form of the shipped policies says exactly what their files say, or is not used at all."""

from dataclasses import fields
from pathlib import Path

import pytest

from radonc.compiled_policies import Policies, compiled, read_compiled
from radonc.policy_book import content_hash, shipped_files
from radonc.policy_reading import read_policies
from radonc.provisions import Provision


@pytest.fixture(scope="module")
def policies() -> Policies:
    return read_policies(shipped_files())


def test_what_is_put_together_is_what_was_read(policies: Policies, tmp_path: Path) -> None:
    path = tmp_path / "policies.json"
    path.write_text(compiled(policies, "sha256:1"), encoding="utf-8")
    found = read_compiled("sha256:1", path)
    assert found is not None
    assert (found.titles, found.edits, found.profiles, found.places) == (
        policies.titles,
        policies.edits,
        policies.profiles,
        policies.places,
    )
    assert list(found.provisions) == sorted(policies.provisions)
    assert {code: [_parts(p) for p in found.provisions[code]] for code in found.provisions} == {
        code: [_parts(p) for p in provisions] for code, provisions in policies.provisions.items()
    }
    assert compiled(found, "sha256:1") == compiled(policies, "sha256:1")


def test_compiled_policies_of_other_files_are_passed_over(policies: Policies, tmp_path: Path) -> None:
    path = tmp_path / "policies.json"
    path.write_text(compiled(policies, "sha256:1"), encoding="utf-8")
    assert read_compiled("sha256:2", path) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"\xff\xfe", b"[]", b"[1]", b'[{"key":"sha256:1","titles":{}},{"edit":{"dict":{"code":"IMG004"}}}]'],
)
def test_damaged_compiled_policies_are_passed_over(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "policies.json"
    assert read_compiled("sha256:1", path) is None
    path.write_bytes(content)
    assert read_compiled("sha256:1", path) is None


def test_every_changed_byte_of_what_ships_changes_the_key() -> None:
    files = shipped_files()
    key = content_hash(files)
    changed = {name: files | {name: content + b"\n"} for name, content in files.items() if len(content) < 100_000}
    assert key not in {content_hash(other) for other in changed.values()}


def _parts(provision: Provision) -> dict[str, object]:
    return {part.name: getattr(provision, part.name) for part in fields(Provision)}
