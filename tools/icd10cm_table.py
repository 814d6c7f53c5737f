"""Write `icd10cm.csv` from the tables of simple-icd-10-cm: `python tools/icd10cm_table.py`.

The rows are those an imported ICD-10-CM order file gives; the wording of the codes is not shipped.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import simple_icd_10_cm as icd  # type: ignore[import-untyped]

from radonc.tables.icd10cm_rows import OrderLine, table_lines

TABLE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference/icd10cm.csv"

CODE = re.compile(r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?")


def main() -> None:
    """Write the table, sorted by code."""
    lines = list(table_lines(order_lines()))
    TABLE.write_text("".join(lines), encoding="ascii")
    print(f"{len(lines) - 1} codes")


def order_lines() -> Iterator[OrderLine]:
    """Yield codes and categories with their titles; chapters and blocks are neither."""
    for code in icd.get_all_codes(with_dots=True):
        if CODE.fullmatch(code):
            yield OrderLine(code.replace(".", ""), icd.is_leaf(code), str(icd.get_description(code)))


if __name__ == "__main__":
    main()
