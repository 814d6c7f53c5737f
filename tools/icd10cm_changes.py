"""Write `icd10cm_changes_2026.csv` from an order file: `python tools/icd10cm_changes.py icd10cm_order_2025.txt`.

The file is that of fiscal year 2025; the table of fiscal year 2026 ships. What began and what ended between them turns
the one into the other, so that both years can be looked up.
"""

import sys
from pathlib import Path

from radonc.tables.icd10cm_rows import CODE, VALID_AT

REFERENCE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference"


def main() -> None:
    """Write the codes that began and those that ended, sorted by code."""
    earlier = valid_codes(Path(sys.argv[1]))
    rows = (REFERENCE / "icd10cm.csv").read_text(encoding="ascii").splitlines()[1:]
    later = {row.split(",")[0].strip() for row in rows}
    changes = dict.fromkeys(later - earlier, "begins") | dict.fromkeys(earlier - later, "ended")
    lines = ["code,change\n", *(f"{code},{changes[code]}\n" for code in sorted(changes))]
    (REFERENCE / "icd10cm_changes_2026.csv").write_text("".join(lines), encoding="ascii")
    print(f"{len(later - earlier)} codes began, {len(earlier - later)} ended")


def valid_codes(order_file: Path) -> set[str]:
    """Return the codes valid on a claim."""
    lines = order_file.read_text(encoding="utf-8").splitlines()
    return {line[CODE].strip() for line in lines if line[VALID_AT : VALID_AT + 1] == "1"}


if __name__ == "__main__":
    main()
