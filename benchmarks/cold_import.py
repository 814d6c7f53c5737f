"""What a cold start imports: each built function against AWS's bare runtime client, each time in a new process.

The interpreter, the layers and the bytecode are those of the built artefacts (tools/build.py). The yardstick is the
import every Python function pays before its own code: the runtime client. Times are processor time.
"""

import os
import statistics
import subprocess
from pathlib import Path

from tools.build import RUNTIME_LOCK, build, installed
from tools.sandbox import base_python
from tools.template import FUNCTION, ROOT, environment_of, layers_of, load_template, of_type

from benchmarks.measure import Ratio

STARTS = 7
TIMED = "import time; began = time.process_time(); {what}; print(time.process_time() - began)"
BARE = "import awslambdaric.bootstrap"
HANDLER = "import handler"
WITH_CLIENT = "import handler; from radonc_aws import clients; clients.dynamodb()"


def ratios() -> list[Ratio]:
    """Measure every function of the template with and without the SDK's client."""
    parts = ROOT / "build" / "bench"
    build(ROOT, parts)
    runtime = installed(ROOT / RUNTIME_LOCK, ROOT / "build" / "cache")
    bare = _seconds(BARE, runtime, [runtime], ())
    found = []
    for name, function in of_type(load_template(), FUNCTION).items():
        task = parts / "functions" / name
        layers = parts / "opt" / "-".join(layers_of(function)) / "python"
        folders, variables = [task, layers, runtime], tuple(environment_of(function))
        plain = _seconds(HANDLER, task, folders, variables)
        client = _seconds(WITH_CLIENT, task, folders, variables)
        short = name.removesuffix("Function")
        shown = f"{plain * 1e3:.0f} ms, runtime client {bare * 1e3:.0f} ms"
        found.append(Ratio(f"cold import, {short}", plain / bare, shown, at_most=5.5))
        found.append(
            Ratio(f"cold import with SDK client, {short}", client / bare, f"{client * 1e3:.0f} ms", at_most=13)
        )
    return found


def _seconds(what: str, folder: Path, folders: list[Path], variables: tuple[str, ...]) -> float:
    """Return the median import time over several new processes, after one to warm the disk's cache."""
    environment = dict.fromkeys(variables, "local") | {
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "LOG_LEVEL": "INFO",
        "PATH": os.environ["PATH"],
    }
    command = [str(base_python()), "-S", "-c", TIMED.format(what=what)]
    times = [
        float(subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True, text=True).stdout)
        for _ in range(STARTS + 1)
    ]
    return statistics.median(times[1:])
