"""Import and look up a PTP table of full size: `python -m benchmarks.pair_tables [PAIRS]`; `make bench` takes less.

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

from benchmarks.measure import Ratio, seconds
from radonc.tables.field_codes import field_codes
from radonc.tables.importing import import_tables
from radonc.tables.pair_table import PairsInMemory, PairTable

PAIRS = 2_300_000
FEWER_PAIRS = 300_000
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


def ratios() -> list[Ratio]:
    """Import a part of a publication and measure opening and looking up."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        codes = invented_codes()
        part = write_part(folder / "ccipra-v321r0-f1.txt", 1, FEWER_PAIRS * PARTS, codes)
        (table,) = import_tables([part], folder / "library", ON)
        files = {kind: folder / "library" / file for kind, file in table.files.items()}
        asked, field = _asked(codes[: len(codes) // PARTS : 14]), _asked(sorted(field_codes()))
        full, subset = PairTable(files["full"]), PairsInMemory(PairTable(files["field"]))
        opened, ready, mapped, held = seconds(
            lambda: PairTable(files["full"]),
            lambda: PairsInMemory(PairTable(files["field"])),
            lambda: _look_all_up(full, asked),
            lambda: _look_all_up(subset, field),
        )
    return [
        Ratio("opening the full table, ms", opened * 1e3, f"{table.rows:,} pairs, mapped", at_most=20),
        Ratio("opening the field's pairs, ms", ready * 1e3, f"{table.field_rows:,} pairs", at_most=20),
        Ratio("full table, million look-ups/s", LOOK_UPS / mapped / 1e6, "random pairs of 300 codes", at_least=0.5),
        Ratio("field's pairs, million look-ups/s", LOOK_UPS / held / 1e6, "random pairs of our codes", at_least=4),
    ]


def _asked(codes: list[str]) -> list[tuple[str, str]]:
    chance = random.Random(9)
    return [(chance.choice(codes), chance.choice(codes)) for _ in range(LOOK_UPS)]


def _look_all_up(table: PairTable | PairsInMemory, asked: list[tuple[str, str]]) -> None:
    indicator = table.indicator
    for column1, column2 in asked:
        indicator(column1, column2, ON)


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
    asked = _asked(codes)
    for warm in (False, True):
        before = time.perf_counter()
        _look_all_up(table, asked)
        rate = LOOK_UPS / (time.perf_counter() - before)
        print(f"{label}{' warm' if warm else ''}: {rate:,.0f} look-ups/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
