"""One measured ratio and its goal."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """How many times the yardstick something costs. `at_most` or `at_least` is the goal, where there is one."""

    what: str
    value: float
    shown: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def goal(self) -> str:
        """The goal as text."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    @property
    def verdict(self) -> str:
        """Whether the goal is reached, for a table; nothing where there is no goal."""
        if self.at_most is not None:
            return "[green]holds[/]" if self.value <= self.at_most else "[red]missed[/]"
        if self.at_least is not None:
            return "[green]holds[/]" if self.value >= self.at_least else "[red]missed[/]"
        return ""


def seconds(*works: Callable[[], object]) -> list[float]:
    """Return the median processor time of each piece of work, the pieces taking turns so that noise hits all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for times, work in zip(taken, works, strict=True):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
    return [statistics.median(times) for times in taken]
