"""Write `precert_table.toml` and `ledger.csv`: `python tools/precert_rows.py REQUIREMENTS_DIR`."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference"

TABLE_HEADING = """\
# The precertification table (document 000) rebuilt row by row. An authorization given under any code of `given` lets
# every code of `given` and `allowed` be billed (A-01); codes of `allowed` never open a row themselves.
# `pairing` says which allowed codes probably belong to which given code; it is good for a warning only (conflicts 4).
source = "000"
"""

LEDGER_FIELDS = ("id", "document", "lines", "kind", "encode", "action", "order_sensitive", "codes")


def main(requirements: Path) -> None:
    """Write both files."""
    table = yaml.safe_load((requirements / "precert_table.yaml").read_text(encoding="utf-8"))
    rows = "\n".join("\n".join(toml_row(row)) + "\n" for row in table["rows"])
    (REFERENCE / "precert_table.toml").write_text(f"{TABLE_HEADING}\n{rows}", encoding="utf-8")
    write_ledger(yaml.safe_load((requirements / "ledger.yaml").read_text(encoding="utf-8"))["rules"])


def toml_row(row: dict[str, Any]) -> Iterator[str]:
    """Yield the TOML lines of one row."""
    yield "[[rows]]"
    yield f"rule = {quoted(row['id'])}"
    yield f"technique = {quoted(row['technique'])}"
    yield f"lines = {quoted(str(row['source_lines']))}"
    yield f"given = {array(row['given'])}"
    yield f"allowed = {array(row['allowed'])}"
    yield f"certainty = {quoted(certainty(row['certainty']))}"
    yield from restriction(row["restriction"])
    for pair in row["pairing_hypothesis"] or ():
        yield "[[rows.pairing]]"
        yield f"given = {quoted(pair['given'])}"
        yield f"allowed = {array(pair['allowed'])}"


def restriction(entry: dict[str, Any] | None) -> Iterator[str]:
    """Yield the limit a row puts on one of its codes: to diagnoses of some sites, or to a number of fractions."""
    if entry is None:
        return
    limit = f"sites = {array(entry['sites'])}" if "sites" in entry else f"max_fractions = {entry['max']}"
    yield f"restriction = {{ code = {quoted(entry['code'])}, {limit} }}"


def certainty(text: str) -> str:
    """Return how sure the reconstruction of a row is, in one word of our own."""
    if "pairing" in text:
        return "pairing_probable"
    return "cells_near_certain" if "cell_split" in text else "certain"


def quoted(text: str) -> str:
    """Return a TOML basic string of plain text."""
    return f'"{text}"'


def array(items: list[str]) -> str:
    """Return a TOML array of plain texts."""
    return f"[{', '.join(map(quoted, items))}]"


def write_ledger(rules: list[dict[str, Any]]) -> None:
    """Write the ledger's facts: ids, locators, kinds and codes, no prose."""
    with (REFERENCE / "ledger.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(LEDGER_FIELDS)
        writer.writerows(ledger_row(rule) for rule in rules)


def ledger_row(rule: dict[str, Any]) -> tuple[str, ...]:
    """Return one rule in the order of LEDGER_FIELDS."""
    return (
        rule["id"],
        rule["source"]["doc"],
        rule["source"]["lines"],
        rule["kind"],
        rule["encode"],
        rule["outcome"]["action"],
        "yes" if rule.get("order_sensitive") else "no",
        " ".join(map(str, rule["codes"] or ())),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
