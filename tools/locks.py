"""Rewrite the hashed lock files: `make locks` (needs `uv`, which only this step uses).

One lock serves CPython 3.11 to 3.13 on Linux and macOS: it is resolved for all of them at once and lists the hash of
every wheel of each version. A lock holds names, versions and hashes, never an address.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ("pip", "compile", "--no-config", "--universal", "--python-version", "3.11", "--generate-hashes")
# the versions the functions run with; the workbench takes the same
LAYERS = ("layers/dependencies/requirements.txt", "layers/tokens/requirements.txt")
WORKBENCH = ("pyproject.toml", "--extra", "dev", "requirements/dev.in")
LOCKS = {
    **{layer.replace(".txt", ".lock.txt"): (layer,) for layer in LAYERS},
    "requirements/dev.lock.txt": (*WORKBENCH, *(word for layer in LAYERS for word in ("--constraints", layer))),
    "requirements/embedded.lock.txt": ("requirements/embedded.in",),
    "requirements/runtime.lock.txt": ("requirements/runtime.in",),
    "requirements/checkov.lock.txt": ("requirements/checkov.in",),
}


def main() -> int:
    """Write each lock anew with the newest versions its inputs allow."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("`make locks` needs uv: install it (for example `pip install uv`) and run it again.")
    for lock, inputs in LOCKS.items():
        print(f"resolving {lock}", flush=True)
        subprocess.run(
            [uv, *COMPILE, *inputs, "--no-header", "--upgrade", "--quiet", "--output-file", lock],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
