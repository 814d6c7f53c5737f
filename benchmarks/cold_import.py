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
READY = "import handler; from radonc.policy_book import load_book; load_book().profiles"
WITH_CLIENT = "import handler; from radonc_aws import clients; clients.dynamodb()"


def ratios() -> list[Ratio]:
    """Measure every function of the template: its import, with the policies, and with the SDK's client."""
    parts = ROOT / "build" / "bench"
    build(ROOT, parts)
    runtime = installed(ROOT / RUNTIME_LOCK, ROOT / "build" / "cache")
    found = []
    for name, function in of_type(load_template(), FUNCTION).items():
        task = parts / "functions" / name
        layers = parts / "opt" / "-".join(layers_of(function)) / "python"
        variables = tuple(environment_of(function))
        bare, plain, ready, client = _seconds(task, [task, layers, runtime], variables)
        short = name.removesuffix("Function")
        shown = f"{plain * 1e3:.0f} ms, runtime client {bare * 1e3:.0f} ms"
        found += [
            Ratio(f"cold import, {short}", plain / bare, shown, at_most=5.5),
            Ratio(f"cold import and policies, {short}", ready / bare, f"{ready * 1e3:.0f} ms"),
            Ratio(f"cold import with SDK client, {short}", client / bare, f"{client * 1e3:.0f} ms", at_most=13),
        ]
    return found


def _seconds(folder: Path, folders: list[Path], variables: tuple[str, ...]) -> list[float]:
    """Return the median time of each kind of start over several new processes, after one to warm the disk's cache.

    The kinds take turns: what else the machine does then hits the yardstick as well.
    """
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
    times: dict[str, list[float]] = {what: [] for what in (BARE, HANDLER, READY, WITH_CLIENT)}
    for _ in range(STARTS + 1):
        for what, taken in times.items():
            command = [str(base_python()), "-S", "-c", TIMED.format(what=what)]
            answer = subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True, text=True)
            taken.append(float(answer.stdout))
    return [statistics.median(taken[1:]) for taken in times.values()]
