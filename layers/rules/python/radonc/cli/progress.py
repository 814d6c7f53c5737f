"""How far long work is: bytes read or claims decided, and claims a second, on standard error of a terminal only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_BETWEEN = 0.1  # seconds between two looks at the screen
_BAR_WIDTH = 20  # leaves the words of a line of 80 columns their room


class Advance(Protocol):
    """Called as work goes on: how much of the total is done, and how many claims that was."""

    def __call__(self, done: int, claims: int) -> None: ...


class _Speed(ProgressColumn):
    """Claims so far, and a second."""

    def render(self, task: Task) -> Text:
        claims = task.fields["claims"]
        return Text(f"{claims:,} claims, {claims / (task.elapsed or 1):,.0f}/s", style="cyan")


def on_terminal() -> Console | None:
    """Standard error as a console where somebody sees it change, else None: nothing moves in a pipe or a log."""
    errors = Console(stderr=True)
    return errors if sys.stderr.isatty() and errors.is_interactive else None


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that work of unknown length goes on, and for how long."""
    errors = on_terminal()
    if errors is None:
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        progress.add_task(what, total=None)
        yield


def _unseen(done: int, claims: int) -> None:
    """Nobody watches."""


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Advance]:
    """Show a bar while work goes on; it goes when the work is done. `total` None: how much there is is not known."""
    errors = on_terminal()
    if errors is None:
        yield _unseen
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(_BAR_WIDTH),
        TaskProgressColumn(show_speed=False),
        _Speed(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(what, total=total, claims=0)
        shown = 0.0

        def advance(done: int, claims: int) -> None:
            nonlocal shown
            if (now := time.monotonic()) - shown >= _BETWEEN:
                shown = now
                progress.update(task, completed=done, claims=claims)

        yield advance
