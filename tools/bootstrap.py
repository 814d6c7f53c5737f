"""Set the workbench up: `python3 tools/bootstrap.py dev embedded` (what `make setup` runs).

Needs nothing but the standard library, and its syntax is Python 3.7's on purpose: an old Python, such as the one macOS
brings, must still be able to look for a newer one. The environments come from hashed lock files and are made again
only when their lock or their Python changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, PREFERRED = (3, 11), (3, 13)  # PREFERRED is the runtime template.yaml names
# name -> (folder, lock, what it is for)
ENVIRONMENTS = {
    "dev": (".venv", "requirements/dev.lock.txt", "the project's libraries and checks"),
    "embedded": (".venvs/embedded", "requirements/embedded.lock.txt", "the embedded AWS"),
    "checkov": (".venvs/checkov", "requirements/checkov.lock.txt", "the template's security lint"),
}
PROBE = "import sys, venv, ensurepip, ssl; print(*sys.version_info[:2], sys.executable)"


class SetupError(Exception):
    """Something the user has to mend; the text says what and how."""


def main(names: list[str]) -> int:
    """Make each named environment; return the exit status."""
    try:
        python, version = find_python()
        with alone(), ThreadPoolExecutor(2) as pool:
            for _ in pool.map(lambda name: make_environment(name, python, version), names or ["dev", "embedded"]):
                pass
    except SetupError as problem:
        sys.stderr.write(f"\nSet-up stopped: {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nSet-up interrupted; run it again to go on.\n")
        return 130
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """Wait for another set-up of this checkout to end: two at once would take the environments from each other."""
    (ROOT / ".venvs").mkdir(exist_ok=True)
    with (ROOT / ".venvs" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def find_python() -> tuple[str, tuple[int, int]]:
    """Return (path, (major, minor)) of a Python 3.13 if there is one, else of the newest other one from 3.11 on."""
    chosen = os.environ.get("RADONC_PYTHON")
    found: dict[tuple[int, int], str] = {}
    for candidate in [chosen] if chosen else candidates():
        answer = probe(candidate)
        if answer and answer[1] == PREFERRED:
            return answer
        if answer:
            found.setdefault(answer[1], answer[0])
    usable = sorted(version for version in found if version >= OLDEST)
    if usable:
        return found[usable[-1]], usable[-1]
    raise SetupError(no_python_text(chosen, sorted(found)))


def no_python_text(chosen: str | None, found: list[tuple[int, int]]) -> str:
    """Say that no Python will do, what is there, and where to get one."""
    if chosen:
        what = f"RADONC_PYTHON names {chosen}, which is no Python from 3.11 on with its venv module."
    else:
        seen = ", ".join(f"{major}.{minor}" for major, minor in found) or "none with its venv module"
        what = f"Python 3.11 or newer is needed; found here: {seen}."
    return (
        f"{what}\n  Debian, Ubuntu: apt install python3 python3-venv     macOS: brew install python@3.13"
        "\n  anywhere: an installer from python.org, or pyenv install 3.13"
        "\n  one in an unusual place: RADONC_PYTHON=/path/to/python3 make setup"
    )


def candidates() -> list[str]:
    """Paths that may be a Python, most wanted first."""
    home, shim = Path.home(), shutil.which("python3") or ""
    pyenvs = [Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")]
    if "/shims/" in shim:
        pyenvs.append(Path(shim).parent.parent)
    paths = [Path(shutil.which("python3.13") or "/usr/local/bin/python3.13")]
    for pyenv in pyenvs:
        paths += sorted(pyenv.glob("versions/3.13*/bin/python3.13"))
    paths += sorted(home.glob(".local/share/uv/python/cpython-3.13*/bin/python3.13"))
    paths += [Path("/opt/homebrew/bin/python3.13"), Path("/usr/local/bin/python3.13")]
    paths += [Path("/Library/Frameworks/Python.framework/Versions/3.13/bin/python3.13")]
    others = [sys.executable, shim, *(shutil.which(f"python3.{minor}") for minor in (12, 11, 14)), "/usr/bin/python3"]
    paths += [Path(other) for other in others if other]
    return list(dict.fromkeys(str(path) for path in paths if path.exists()))


def probe(path: str) -> tuple[str, tuple[int, int]] | None:
    """Return (real path, (major, minor)) of a Python that can make environments, else None."""
    try:
        answer = subprocess.run([path, "-c", PROBE], check=True, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor, executable = answer.stdout.strip().split(" ", 2)
    return executable, (int(major), int(minor))


def make_environment(name: str, python: str, version: tuple[int, int]) -> None:
    """Make one environment unless it is already what its lock says."""
    folder, lock, purpose = ENVIRONMENTS[name]
    venv, stamp = ROOT / folder, ROOT / folder / "made-from"
    wanted = f"{sha256(ROOT / lock)} {version[0]}.{version[1]} {ROOT}"
    if not (stamp.exists() and stamp.read_text() == wanted and probe(str(venv / "bin" / "python"))):
        started = time.time()
        say(f"{folder}: {purpose}, on Python {version[0]}.{version[1]}")
        run([python, "-m", "venv", "--clear", str(venv)], f"making the environment in {folder}")
        install(venv, folder, ROOT / lock)
        stamp.write_text(wanted)
        say(f"{folder}: ready after {time.time() - started:.0f} s")
    if name == "dev":
        install_project(venv)


def install_project(venv: Path) -> None:
    """Put the `radonc` package and command into the environment, as links to this checkout."""
    stamp, wanted = venv / "project-made-from", sha256(ROOT / "pyproject.toml")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    command = [*pip(venv), "install", "--no-deps", "--no-build-isolation", "--quiet", "--editable", str(ROOT)]
    run(command, "installing the radonc command")
    stamp.write_text(wanted)


def sha256(path: Path) -> str:
    """Return the hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install(venv: Path, folder: str, lock: Path) -> None:
    """Install a lock file into an environment, showing how far it is."""
    total = sum("==" in line for line in lock.read_text().splitlines())
    # bytecode is made when a module is first used: most of these packages' modules never are
    command = [*pip(venv), "install", "--require-hashes", "--no-deps", "--no-compile", "--only-binary", ":all:"]
    command += ["-r", str(lock)]
    lines: list[str] = []
    done = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            done += line.startswith("Collecting ")
            if line.startswith("Collecting ") and done % 20 == 0:
                say(f"{folder}: {done} of {total} packages")
            elif line.startswith("Installing collected"):
                say(f"{folder}: unpacking")
    if process.returncode != 0:
        raise SetupError(failed(f"pip could not install {lock.relative_to(ROOT)}", lines))


def pip(venv: Path) -> list[str]:
    """Return the start of a pip command line for an environment."""
    return [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def run(command: list[str], doing: str) -> None:
    """Run a command quietly; on failure say what was being done and what it answered."""
    answer = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if answer.returncode != 0:
        raise SetupError(failed(f"{doing} failed", answer.stdout.splitlines()))


def failed(what: str, lines: list[str]) -> str:
    """Return an error text: what failed, the end of the output, and what usually helps."""
    hint = "Is the package index reachable? A proxy or a mirror belongs in pip's own configuration (pip config)."
    tail = "\n".join(f"    {line}" for line in lines[-12:])
    return f"{what}.\n{tail}\n  {hint}\n  `make clean` removes half-made environments."


def say(text: str) -> None:
    """Print one progress line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
