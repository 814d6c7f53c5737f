"""Find a Chromium for the browser tests, or install Debian's: `python -m tools.browser` (what `make test` runs).

Where there is none and none can be installed (a laptop without Chrome, no rights to install), the browser tests say so
and are skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--headless",
    "--no-sandbox",  # root in a container has no user namespaces; the tests open nothing but the project's own files
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "no Chromium here: install chromium or Google Chrome, or name one in RADONC_CHROMIUM"


def main() -> int:
    """Say which Chromium the tests take; on Debian as root install one if there is none. Return the exit status."""
    found = find_browser()
    if found is None and can_install():
        print("installing Debian's chromium for the browser tests", flush=True)
        install()
        found = find_browser()
        if found is None:
            print("apt-get installed chromium, yet it is not on PATH")
            return 1
    print(f"browser tests: {found or f'skipped, {MISSING}'}")
    return 0


def find_browser() -> Path | None:
    """Return the Chromium that RADONC_CHROMIUM names, else one on PATH, else an application of macOS."""
    named = os.environ.get("RADONC_CHROMIUM")
    if named:
        return Path(named)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return Path(on_path)
    return next((path for path in map(Path, APPLICATIONS) if path.exists()), None)


def can_install() -> bool:
    """Tell whether this is a Debian where we may install packages."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install() -> None:
    """Install Debian's chromium. Raises subprocess.CalledProcessError with apt-get's words on the terminal."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (("update",), ("install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core")):
        subprocess.run(["apt-get", "-qq", *step], check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
