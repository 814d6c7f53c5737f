"""How one function starts under the embedded AWS: a `bootstrap` that runs AWS's own Python runtime client.

The function sees the variables Lambda gives it and nothing of the caller's environment. On Linux as root it also gets
Lambda's file system in a mount namespace of its own: code in /var/task and layers in /opt, both read-only, and an empty
/tmp. Elsewhere it runs from the built folders.
"""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PASSED = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "_HANDLER",
)
HIDDEN = ("/var", "/opt", "/tmp")  # noqa: S108 the folders a sandbox covers


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """Where the built parts of one function are, and the interpreter that runs them."""

    task: Path
    layers: Path
    runtime: Path
    python: Path
    variables: tuple[str, ...]
    mounts: bool

    def bootstrap(self) -> str:
        """Return the text of the `bootstrap` file."""
        if not self.mounts:
            start = self._start(self.task, self.layers, self.runtime)
            return f"#!/bin/sh\ncd {shlex.quote(str(self.task))} &&\nexec {start}\n"
        inner = "\n".join(
            [
                "set -e",
                "mount -t tmpfs tmpfs /var",
                "mkdir /var/task /var/runtime",
                *_read_only(self.task, "/var/task"),
                *_read_only(self.runtime, "/var/runtime"),
                *_read_only(self.layers, "/opt"),
                "mount -t tmpfs tmpfs /tmp",
                "cd /var/task",
                f"exec {self._start(Path('/var/task'), Path('/opt'), Path('/var/runtime'))}",
            ]
        )
        return f"#!/bin/sh\nexec unshare --mount sh -c {shlex.quote(inner)}\n"

    def _start(self, task: Path, layers: Path, runtime: Path) -> str:
        """Return the command that replaces the shell; -S keeps the interpreter's own packages out of sight."""
        folders = ":".join(str(folder) for folder in (task, layers / "python", runtime))
        fixed = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "LAMBDA_TASK_ROOT": str(task),
            "LAMBDA_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": folders,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        given = [f"{name}={shlex.quote(value)}" for name, value in fixed.items()]
        given += [f'{name}="${name}"' for name in (*PASSED, *self.variables)]
        return f'env -i {" ".join(given)} {shlex.quote(str(self.python))} -S -m awslambdaric "$_HANDLER"'


def base_python() -> Path:
    """Return the interpreter behind the running environment, so that a function sees none of its packages."""
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def can_mount(root: Path) -> bool:
    """Whether a mount namespace can be had here and hides neither the interpreter nor the built parts."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    if any(base_python().is_relative_to(folder) for folder in HIDDEN):
        return False
    if any(root.is_relative_to(folder) for folder in ("/var", "/opt")):
        return False
    trial = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/var"], check=False, capture_output=True
    )
    return trial.returncode == 0


def _read_only(source: Path, target: str) -> list[str]:
    """Return the commands that show a folder at a path, read-only."""
    return [f"mount --bind {shlex.quote(str(source))} {target}", f"mount -o remount,ro,bind {target}"]
