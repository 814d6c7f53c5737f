"""Two real batches decided end to end on an embedded AWS: `make demo`, `make up`, `make down`."""

import argparse
import json
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tools import local_issuer
from tools.api import call
from tools.build import BuildError, build
from tools.deploy import DeployError, Stack, deploy
from tools.embedded import EmbeddedError, Server, is_free, running, start, stop
from tools.inbox import BatchError, decisions, drop, follow, reports
from tools.template import ROOT

from radonc.cli.tables import print_table, summary

FOLDER = ROOT / "build" / "embedded"
ISSUER = FOLDER / "up-issuer"
RESULTS = ROOT / "build" / "demo"
SENT = ROOT / "events" / "batches"
BATCHES = (SENT / "physician-group.837", SENT / "hospital.jsonl")
PORT = 4577  # taken when it is free, so that addresses stay the same from run to run
NARROW = 110
console = Console()


class DemoError(Exception):
    """The service answered something it should not; the text says what."""


def main() -> int:
    """Run, keep or stop the demonstration; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the service running")
    parser.add_argument("--stop", action="store_true", help="stop the service that --keep left running")
    parser.add_argument("--port", type=int, help="port of the service; a free one is taken by default")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if console.width < NARROW and not console.is_terminal:
        console.width = NARROW
    try:
        if wanted.stop:
            return stop_kept()
        return keep(wanted.port) if wanted.keep else demonstrate(wanted.port)
    except (BuildError, EmbeddedError, DeployError, BatchError, DemoError) as problem:
        console.print(f"\n[bold red]Stopped:[/] {problem}", highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("\nInterrupted; nothing is left running.")
        return 130


def demonstrate(port: int | None) -> int:
    """Run the demonstration and stop everything it started."""
    started = time.monotonic()
    server = launch(FOLDER / "demo", port)
    issuer = local_issuer.start(FOLDER / "demo-issuer")
    try:
        run(server, issuer)
    finally:
        local_issuer.stop(issuer)
        stop(server)
    console.print(
        f"\nDone in {time.monotonic() - started:.0f} s; nothing is left running. "
        "[bold]make up[/] keeps the same service running for the curl lines, [bold]make down[/] stops it."
    )
    return 0


def keep(port: int | None) -> int:
    """Run the demonstration and leave the service running."""
    kept = running(FOLDER / "up")
    if kept:
        console.print(f"The service is already running at {kept.endpoint}; [bold]make down[/] stops it.")
        return 0
    server = launch(FOLDER / "up", port)
    issuer = local_issuer.start(ISSUER)
    try:
        run(server, issuer)
    except BaseException:
        local_issuer.stop(issuer)
        stop(server)
        raise
    console.print("\nThe service keeps running; [bold]make down[/] stops it.")
    return 0


def stop_kept() -> int:
    """Stop the service that `make up` left running."""
    server, issuer = running(FOLDER / "up"), local_issuer.running(ISSUER)
    if issuer:
        local_issuer.stop(issuer)
    if server:
        stop(server)
    console.print("The service is stopped." if server else "No service is running.")
    return 0


def launch(folder: Path, port: int | None) -> Server:
    """Start the embedded AWS on the port asked for, else on the usual one, else on a free one."""
    if port is None and is_free(PORT):
        port = PORT
    with step("starting the embedded AWS") as done:
        server = start(folder, port)
        done.append(f"embedded AWS at {server.endpoint}")
    return server


def run(server: Server, issuer: local_issuer.Issuer) -> None:
    """Build, deploy, send everything, and show what came of it."""
    with step("building functions and layers") as done:
        parts = build()
        where = "each in a sandbox like Lambda's" if parts.sandboxed else "as plain processes"
        version = ".".join(map(str, sys.version_info[:2]))
        done.append(f"{len(parts.archives)} functions built for Python {version}, {where}")
    with step("deploying template.yaml") as done:
        stack = deploy(server, issuer, parts, {"LocalMemberKey": "true"})
        done.append(f"template.yaml deployed: {len(stack.resources)} resources")
    with step("storing authorizations") as done:
        authorizations = (SENT / "authorizations.jsonl").read_text(encoding="utf-8").splitlines()
        for authorization in authorizations:
            answered(stack, "POST", "/authorizations", authorization)
        done.append(f"{len(authorizations)} authorizations stored through the API")
    shutil.rmtree(RESULTS, ignore_errors=True)
    decided = [decision for finished in decide_batches(stack) for decision in show(stack, finished)]
    where_next(stack, decided)


def decide_batches(stack: Stack) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Drop both batches, show how far each is, and yield them when they are decided."""
    with progress_bars() as bars:
        followed = []
        for source in BATCHES:
            bar = bars.add_task(f"inbox/{source.name}", total=None)
            followed.append((source, bar, drop(stack, source)))
        finished = []
        for source, bar, dropped in followed:
            for batch in follow(stack, dropped):
                bars.update(bar, total=batch["patients"], completed=batch["patients_decided"])
            finished.append((source, batch))
    yield from finished


def show(stack: Stack, finished: tuple[Path, dict[str, Any]]) -> list[dict[str, Any]]:
    """Save a batch's reports, print its decisions, its rejects and its counts, and return the decisions."""
    source, batch = finished
    folder = RESULTS / source.stem
    folder.mkdir(parents=True)
    texts = reports(stack, batch)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    decided = decisions(texts)
    console.print()
    console.rule(f"[bold]{source.name}[/]", align="left")
    print_table(console, decided, explain=False)
    for line in texts["rejects.jsonl"].splitlines():
        reject = json.loads(line)
        place = ", ".join(f"{unit} {number}" for unit, number in reject["position"].items())
        text = f"set aside  {reject['claim_id'] or place}: {reject['field']} {reject['reason']}"
        console.print(text, style="yellow", highlight=False)
    counts = json.loads(texts["summary.json"])
    console.print(summary(decided, counts["authorizations"], counts["rejected"], counts["duplicates"]))
    return decided


def where_next(stack: Stack, decided: list[dict[str, Any]]) -> None:
    """Prove three curl lines by calling what they call, then print them with the report files."""
    course = next(line["course_id"] for one in decided for line in one["lines"] if line["course_id"])
    paths = ("/precerts/77386?payer=priority-health", "/edits/IMG004", f"/courses/{course}")
    for path in paths:
        answered(stack, "GET", path)
    token = RESULTS / "curl.conf"
    token.touch(mode=0o600)
    token.write_text(f'silent\nheader = "Authorization: Bearer {stack.admin_token}"\n', encoding="utf-8")
    console.print()
    console.rule("[bold]where to look next[/]", align="left")
    console.print(f"the API at {stack.api}, for example (curl.conf holds a token):", highlight=False)
    for path in paths:
        print(f"  curl -K {token.relative_to(ROOT)} '{stack.api}{path}'")
    console.print(f"its documentation, for a browser: {stack.api}/docs", highlight=False)
    console.print("the reports")
    for report in sorted(RESULTS.glob("*/*")):
        print(f"  {report.relative_to(ROOT)}")


def answered(stack: Stack, method: str, path: str, body: object = None) -> Any:
    """Call the API and insist on success."""
    reply = call(stack, method, path, body)
    if reply.status >= 300:
        raise DemoError(f"{method} {path} was answered with {reply.status}: {reply.body[:600]}")
    return reply.json


@contextmanager
def step(doing: str) -> Iterator[list[str]]:
    """Show what is being done, then what was done and how long it took."""
    began = time.monotonic()
    said: list[str] = []
    with console.status(f"{doing} ..."):
        yield said
    console.print(f"[green]✓[/] {said[0]} [dim]({time.monotonic() - began:.1f} s)[/]", highlight=False)


def progress_bars() -> Progress:
    """Return progress bars that count patients decided."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("patients"))
    return Progress(*columns, TimeElapsedColumn(), console=console)


if __name__ == "__main__":
    sys.exit(main())
