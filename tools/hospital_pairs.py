"""Rewrite the editor's code pairs in `reference/ncci_hospital.csv` from an installed `pyoce` (extra `oracle`).

The list kept off a claim with 77301 is left as it is. Run `tools/table_sources.py` afterwards.
"""

import csv
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "layers/rules/python"))

from radonc.reference.lifecycle import known_codes  # noqa: E402
from radonc.reference.ncci_hospital import FIRST_DAY, LAST_DAY  # noqa: E402
from radonc.tables.quarters import Period, quarter  # noqa: E402

TABLE = ROOT / "layers/rules/python/radonc/reference/ncci_hospital.csv"
FIELDS = ("edit", "column1", "column2", "valid_from", "valid_to", "modifier_allowed")
FIRST_VERSION, LAST_VERSION = 76, 103
"""The editor's versions for 2019 Q3 and 2026 Q2; one version a quarter."""
TECHNICAL_END = "20360331"
"""Last day the editor writes for windows that are open in its last version."""


def period_of(version: int) -> Period:
    """Return the quarter of one of the editor's versions."""
    quarters = FIRST_DAY.year * 4 + 2 + version - FIRST_VERSION
    return quarter(quarters // 4, quarters % 4 + 1)


def pairs() -> Iterator[dict[str, str]]:
    """Yield the pairs whose two codes are known here, with their windows."""
    import pyoce  # noqa: PLC0415
    from pyoce.dao.data import DataDaoFactory  # noqa: PLC0415

    pyoce.IoceComponent()
    stored = DataDaoFactory.get_instance().get_map_ncci_dao()._provider
    ours = known_codes()
    for column1 in sorted(ours):
        for column2, entry in stored.get("map_ncci", column1) or ():
            row = marshal.loads(entry)  # noqa: S302  the editor's own data file, pinned by hash
            first, last = max(row["lo_version"], FIRST_VERSION), min(row["hi_version"], LAST_VERSION)
            if column2.decode() in ours and first <= last:
                ends = period_of(last).last_day
                yield {
                    "edit": "ncci",
                    "column1": column1,
                    "column2": column2.decode(),
                    "valid_from": f"{period_of(first).first_day:%Y%m%d}",
                    "valid_to": TECHNICAL_END if ends == LAST_DAY else f"{ends:%Y%m%d}",
                    "modifier_allowed": "1" if row["mod_indicator"] else "0",
                }


def main() -> None:
    """Write the table anew."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.DictReader(file) if row["edit"] != "ncci"]
    found = sorted(pairs(), key=lambda row: [row[name] for name in FIELDS])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*found, *kept])
    print(f"{len(found)} pairs, {len(kept)} services kept off a claim with 77301")


if __name__ == "__main__":
    main()
