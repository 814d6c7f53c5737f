"""The repository keeps its own rules: locks, sizes, names, commands."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
FILES = tuple(
    Path(line)
    for line in subprocess.run(
        [shutil.which("git") or "git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    if (ROOT / line).exists()
)
SOURCES = tuple(path for path in FILES if path.suffix == ".py" and path.parts[0] in {"layers", "functions", "tools"})
LOCKS = tuple(path for path in FILES if path.name.endswith(".lock.txt"))
TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "benchmarks", "docs",
    "events", "functions", "layers", "pyproject.toml", "requirements", "template.yaml", "tests", "tools",
}  # fmt: skip
LONGEST_MODULE, LONGEST_HANDLER, LONGEST_PATH = 300, 60, 90
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|processors?|misc)(_|$)", re.IGNORECASE)


def pinned(lock: Path) -> dict[str, set[str]]:
    """Return the versions a lock holds by package; several where they differ by Python."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(name.lower(), set()).add(version)
    return found


def wanted(lock: Path) -> list[Requirement]:
    """Return what a lock must satisfy: the file it is made from, and for `dev` the project's own dependencies."""
    stem = lock.name.removesuffix(".lock.txt")
    source = next(path for path in (ROOT / lock).parent.glob(f"{stem}.*") if path.name in {f"{stem}.in", f"{stem}.txt"})
    lines = [line.partition("#")[0].strip() for line in source.read_text().splitlines()]
    if lock.name == "dev.lock.txt":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        extras = project["optional-dependencies"]
        lines += [*project["dependencies"], *extras["aws"], *extras["dev"]]
    return [Requirement(line) for line in lines if line and not line.startswith("radonc")]


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_a_lock_holds_what_its_input_asks_for(lock: Path) -> None:
    held = pinned(lock)
    missing = [
        str(requirement)
        for requirement in wanted(lock)
        if not any(requirement.specifier.contains(version) for version in held.get(requirement.name.lower(), ()))
    ]
    assert missing == []


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock: Path) -> None:
    blocks = re.split(r"^(?=\S+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://\S+|file://\S+|--\S*index\S*|--find-links\S*", (ROOT / lock).read_text()) == []


def test_set_up_can_be_read_by_the_old_python_that_looks_for_a_newer_one() -> None:
    tree = ast.parse((ROOT / "tools/bootstrap.py").read_text(), feature_version=(3, 7))
    assert isinstance(tree, ast.Module)


def test_the_top_level_holds_only_what_the_architecture_names() -> None:
    assert {path.parts[0] for path in FILES} <= TOP_LEVEL


def test_modules_can_be_read_in_one_go() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_handlers_hold_no_more_than_a_screen() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in SOURCES if path.name == "handler.py"}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_HANDLER} == {}


def test_paths_stay_short() -> None:
    assert [str(path) for path in FILES if len(str(path)) > LONGEST_PATH] == []


def test_names_say_something() -> None:
    empty = {str(path) for path in FILES if any(EMPTY_NAMES.search(Path(part).stem) for part in path.parts)}
    for path in SOURCES:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and EMPTY_NAMES.search(
                node.name
            ):
                empty.add(f"{path}: {node.name}")
    assert empty == set()


def test_every_test_stands_in_a_file_that_pytest_collects() -> None:
    unseen = [
        str(path)
        for path in FILES
        if path.parts[0] == "tests"
        and path.suffix == ".py"
        and re.search(r"^(async )?def test_", (ROOT / path).read_text(), re.MULTILINE)
        and not path.name.startswith("test_")
    ]
    assert unseen == []


def test_make_lists_every_command_with_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    described = re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE)
    assert sorted(described) == sorted(phony)


def test_continuous_integration_runs_the_command_the_readme_names() -> None:
    commands = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line.startswith("exec ")]
    assert commands == ["exec make test"]


def test_nothing_but_tests_on_outside_samples_looks_beyond_the_repository() -> None:
    beyond = [
        str(path)
        for path in FILES
        if path.parts[0] != "tests" and path.suffix in {".py", ".toml", ".yaml", ".md", ""}
        if "../shared" in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert beyond == []
