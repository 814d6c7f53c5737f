"""The deployed API against its own description: Schemathesis, with every check and the links between operations."""

import json
import os
import subprocess

from tools.api import call
from tools.deploy import Stack
from tools.template import ROOT

# RADONC_EXAMPLES=200 for a night's run: cases of each operation and phase.
EXAMPLES = os.environ.get("RADONC_EXAMPLES", "8")
SECONDS = 3600


def test_the_description_served_is_the_one_in_the_documentation(stack: Stack) -> None:
    assert call(stack, "GET", "/openapi.json").json == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_schemathesis_finds_nothing(stack: Stack) -> None:
    command = [
        *(ROOT / ".venv/bin/st", "--config-file", ROOT / "tests/e2e/schemathesis.toml"),
        *(
            "run",
            ROOT / "docs/openapi.json",  # from the address itself Schemathesis leaves its own operation out
            "--url",
            stack.api,
            "--header",
            f"Authorization: Bearer {stack.admin_token}",
        ),
        *("--checks", "all", "--max-examples", EXAMPLES, "--seed", "20261122", "--generation-database", "none"),
        *("--continue-on-failure", "--no-color"),
    ]
    found = subprocess.run(
        list(map(str, command)),
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in found.stdout
