"""Run every check that is not a test, two at a time: `make check`. Shows the output of those that fail."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools.template import ROOT

BIN = ROOT / ".venv" / "bin"
TYPED = ("layers/rules/python/radonc", "layers/runtime/python/radonc_aws", "functions", "tools", "benchmarks")
# longest first, so that two workers end together
CHECKS: dict[str, tuple[str, ...]] = {
    "types (mypy)": (str(BIN / "mypy"), *TYPED),
    "template security (checkov)": (
        str(ROOT / ".venvs" / "checkov" / "bin" / "checkov"),
        "--file=template.yaml",
        "--framework=cloudformation",
        "--compact",
        "--quiet",
        "--skip-download",
    ),
    "template (cfn-lint)": (str(BIN / "cfn-lint"), "template.yaml"),
    "import contracts": (str(BIN / "lint-imports"),),
    "generated pages": (sys.executable, "-m", "tools.catalogue", "--check"),
    "API description": (sys.executable, "-m", "tools.openapi", "--check"),
    "lint (ruff)": (str(BIN / "ruff"), "check", "."),
    "format (ruff)": (str(BIN / "ruff"), "format", "--check", "."),
}


@dataclass(frozen=True)
class Outcome:
    """How one check went; output is what it printed."""

    name: str
    passed: bool
    seconds: float
    output: str


def main() -> int:
    """Run all checks; return 1 when one failed."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(_run, CHECKS))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n── {outcome.name} ──\n{outcome.output.strip()}")
    return 1 if failed else 0


def _run(name: str) -> Outcome:
    """Run one check and say at once how it went."""
    started = time.monotonic()
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "LOG_LEVEL": "ERROR"}
    answer = subprocess.run(
        CHECKS[name],
        check=False,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    outcome = Outcome(name, answer.returncode == 0, time.monotonic() - started, answer.stdout)
    print(f"  {'ok    ' if outcome.passed else 'FAILED'} {name}  {outcome.seconds:.1f} s", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
