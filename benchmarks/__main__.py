"""Measure and compare with the goals: `make bench`. Times are medians of processor time over several rounds."""

import platform
import sys

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks import cold_import, pair_tables, storage, validation, x12_reading


def main() -> int:
    """Print every ratio with its goal."""
    console = Console()
    if not console.is_terminal:
        console.width = 110
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", title="ratios of one run", title_justify="left")
    table.add_column("what")
    table.add_column("ratio", justify="right")
    table.add_column("goal", justify="right")
    table.add_column("")
    table.add_column("measured", style="dim")
    with console.status("measuring ..."):
        for part in (validation, x12_reading, pair_tables, storage, cold_import):
            for ratio in part.ratios():
                table.add_row(ratio.what, f"{ratio.value:.2f}", ratio.goal, ratio.verdict, ratio.shown)
    console.print(table)
    version = platform.python_version()
    console.print(f"Python {version} on {platform.machine()}", style="dim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
