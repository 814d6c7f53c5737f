"""Import and look up a PTP table of full size: `python benchmarks/pair_tables.py [PAIRS]`.

The pairs are invented; only their number (2.3 million, 17,000 codes, our codes among them) is that of a real setting.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from radonc.tables.field_codes import field_codes
from radonc.tables.importing import import_tables
from radonc.tables.pair_table import PairsInMemory, PairTable

PAIRS = 2_300_000
CODES = 17_000
PARTS = 4
LOOK_UPS = 200_000
Table = TypeVar("Table", PairTable, PairsInMemory)
ON = date(2026, 4, 15)
HEADER = "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"


def main(pairs: int) -> None:
    """Write an invented publication, import it, look it up, print what was measured."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        codes = invented_codes()
        files = [write_part(folder / f"ccipra-v321r0-f{part}.txt", part, pairs, codes) for part in range(1, PARTS + 1)]
        before = time.perf_counter()
        (table,) = import_tables(files, folder / "library", ON)
        print(f"import: {table.rows} pairs, {table.field_rows} of the field, {time.perf_counter() - before:.1f} s")
        print(f"import: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB resident")
        full = timed("open full", lambda: PairTable(folder / "library" / table.files["full"]))
        look_up("full, any codes", full, codes)
        look_up("full, 300 codes", full, codes[::57])
        subset = timed("open field", lambda: PairsInMemory(PairTable(folder / "library" / table.files["field"])))
        look_up("field", subset, sorted(field_codes()))


def invented_codes() -> list[str]:
    """Return 17,000 five-digit codes, those of radiation oncology among them."""
    numbers = random.Random(1).sample(range(10_000, 99_999), CODES)
    return sorted({*(str(number) for number in numbers), *field_codes()})


def write_part(path: Path, part: int, pairs: int, codes: list[str]) -> Path:
    """Write one of the files of a publication; parts hold ranges of column 1, as the published ones do."""
    chance = random.Random(part)
    quarter = len(codes) // PARTS
    column1 = codes[(part - 1) * quarter : part * quarter]
    with path.open("w", encoding="ascii") as file:
        file.write(HEADER)
        for _ in range(pairs // PARTS):
            deletion = "*" if chance.random() < 0.8 else "20231231"
            pair = f"{chance.choice(column1)}\t{chance.choice(codes)}"
            file.write(f"{pair}\t\t20{chance.randrange(10, 23)}0101\t{deletion}\t{chance.choice('001')}\tinvented\n")
    return path


def timed(label: str, action: Callable[[], Table]) -> Table:
    """Run an action and print how long it took."""
    before = time.perf_counter()
    result = action()
    print(f"{label}: {1000 * (time.perf_counter() - before):.1f} ms")
    return result


def look_up(label: str, table: PairTable | PairsInMemory, codes: list[str]) -> None:
    """Look up random pairs, some present, and print look-ups per second."""
    chance = random.Random(9)
    asked = [(chance.choice(codes), chance.choice(codes)) for _ in range(LOOK_UPS)]
    indicator = table.indicator
    for warm in (False, True):
        before = time.perf_counter()
        for column1, column2 in asked:
            indicator(column1, column2, ON)
        rate = LOOK_UPS / (time.perf_counter() - before)
        print(f"{label}{' warm' if warm else ''}: {rate:,.0f} look-ups/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
