"""What `pip install` brings: every table, policy and template the package reads."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "layers" / "rules" / "python" / "radonc"


def test_every_file_the_package_reads_is_installed_with_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = [pattern.removeprefix("**/") for pattern in project["tool"]["setuptools"]["package-data"]["radonc"]]
    files = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()]
    read = [path for path in files if path.suffix not in (".py", ".pyc") and path.parts[0] != ".hypothesis"]
    assert {path.suffix for path in read} >= {".toml", ".csv", ".j2", ".css", ".js"}
    left_out = [path.name for path in read if not any(fnmatch(path.name, pattern) for pattern in patterns)]
    assert left_out == []
