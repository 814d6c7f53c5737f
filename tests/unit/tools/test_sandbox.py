"""What a function sees when its bootstrap starts it."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tools.sandbox import Sandbox, base_python, can_mount

# stands where the runtime client stands, and says what a function would see instead of polling for events
SPEAKER = """
import importlib.util, json, os, sys
try:
    open("written", "w")
    writable = True
except OSError:
    writable = False
json.dump({
    "arguments": sys.argv[1:], "environment": dict(os.environ), "writable": writable, "folder": os.getcwd(),
    "temporary": os.listdir("/tmp"), "rules": importlib.util.find_spec("rules").origin,
    "pip": importlib.util.find_spec("pip") is not None,
}, sys.stdout)
"""


def seen(folder: Path, *, mounts: bool) -> dict[str, object]:
    """Run a bootstrap as the embedded AWS does and return what the function saw."""
    task, layers, runtime = (folder / name for name in ("a task", "layers", "runtime"))
    (layers / "python").mkdir(parents=True)
    (runtime / "awslambdaric").mkdir(parents=True)
    task.mkdir()
    (layers / "python" / "rules.py").touch()
    (runtime / "awslambdaric" / "__init__.py").touch()
    (runtime / "awslambdaric" / "__main__.py").write_text(SPEAKER)
    sandbox = Sandbox(
        task=task, layers=layers, runtime=runtime, python=base_python(), variables=("COURSE_TABLE",), mounts=mounts
    )
    bootstrap = folder / "bootstrap"
    bootstrap.write_text(sandbox.bootstrap())
    bootstrap.chmod(0o755)
    given = os.environ | {
        "COURSE_TABLE": "a 'table'",
        "AWS_REGION": "us-east-1",
        "_HANDLER": "handler.go",
        "HIDDEN": "1",
    }
    answer = subprocess.run([bootstrap], check=True, capture_output=True, text=True, env=os.environ | given, cwd=folder)
    told: dict[str, object] = json.loads(answer.stdout)
    return told


MOUNTS = can_mount(Path("/srv"))


@pytest.mark.parametrize("mounts", [False, MOUNTS])
def test_a_function_sees_its_own_variables_and_none_of_the_callers(tmp_path: Path, *, mounts: bool) -> None:
    told = seen(tmp_path, mounts=mounts)
    environment = told["environment"]
    assert isinstance(environment, dict)
    assert (environment["COURSE_TABLE"], environment["AWS_REGION"]) == ("a 'table'", "us-east-1")
    assert "OTHER" not in environment
    assert told["arguments"] == ["handler.go"]
    assert told["pip"] is False


def test_without_a_mount_namespace_it_runs_in_the_built_folders(tmp_path: Path) -> None:
    told = seen(tmp_path, mounts=False)
    assert told["folder"] == str(tmp_path / "a task")
    assert told["rules"] == str(tmp_path / "layers" / "python" / "rules.py")


@pytest.mark.skipif(not MOUNTS, reason="a mount namespace needs Linux and root")
def test_in_a_mount_namespace_it_sees_lambdas_folders_read_only_and_an_empty_tmp(tmp_path: Path) -> None:
    told = seen(tmp_path, mounts=True)
    assert told["folder"] == "/var/task"
    assert told["rules"] == "/opt/python/rules.py"
    assert told["writable"] is False
    assert told["temporary"] == []
