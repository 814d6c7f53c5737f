"""Write the reference tables derived from the requirement data: `python tools/reference_data.py REQUIREMENTS_DIR`.

The package never needs that directory; the tables it ships are the output of this script, reviewed and committed.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "layers/rules/python/radonc/reference"

Row = dict[str, str]

IOCE = "CMS outpatient editor 27.1"
SUCCESSOR_COMPONENT = {
    "77014": "77387-26",
    "G6001": "77387-26",
    "G6002": "77387-26",
    "G6017": "77387-26",
    "0394T": "77436|77437|77438|77439",
}
"""Successors restated as codes: only 77387-26 is separately paid from 2026 (domain facts 1)."""

MEANING_CHANGED = {"77402", "77407", "77412", "77387", "77417"}
"""Codes whose meaning or packaging changed on 2026-01-01 (D-17)."""

TYPOS = {
    "77252": ("77525", "T-01: 002 lines 172 prints 77252 for the complex proton delivery"),
    "G0001": ("G6001", "T-02: 002 line 214 prints G0001 for ultrasound guidance"),
    "G6601": ("G6001", "T-03: 003 line 87 heading prints G6601"),
}

LIFE_FIELDS = (
    "code",
    "valid_from",
    "valid_to",
    "successors",
    "successors_verified",
    "typo_of",
    "meaning_changed",
    "evidence",
    "confidence",
)


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV of the requirement data."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, fields: Iterable[str], rows: Iterable[Row]) -> None:
    """Write one shipped CSV, LF line ends, missing cells empty."""
    with (REFERENCE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(fields), restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def code_lifecycle(data: Path) -> Iterator[Row]:
    """Yield known codes: the lifecycle table, the misprints, then codes other tables show in force."""
    windows = ioce_windows(data)
    seen = set(TYPOS)
    for row in read(data / "code_lifecycle_radonc.csv"):
        seen.add(row["hcpcs"])
        yield life_row(row, windows.get(row["hcpcs"]))
    for code, (meant, evidence) in TYPOS.items():
        yield {"code": code, "typo_of": meant, "evidence": evidence, "confidence": "verified(seed)"}
    for name in ("pfs_indicators_radonc.csv", "mue_practitioner_2026q2_radonc.csv"):
        for code in dict.fromkeys(row["hcpcs"] for row in read(data / name)):
            if code not in seen and (name.startswith("mue") or has_schedule_row(data, code)):
                seen.add(code)
                yield named_row(code, name, windows.get(code))
    for code in sorted(windows.keys() - seen):
        yield named_row(code, "ioce_code_validity.csv", windows[code])


def has_schedule_row(data: Path, code: str) -> bool:
    """Return whether either fee schedule file holds the code."""
    return any(row["code"] == code for row in fee_schedule(data))


def ioce_windows(data: Path) -> dict[str, tuple[str, str]]:
    """Return first and last day per code as the CMS outpatient editor sees them (history starts 2019-07-01)."""
    windows: dict[str, tuple[str, str]] = {}
    for row in read(data / "ioce_reference/ioce_code_validity.csv"):
        if row["known_to_ioce"] == "yes":
            first, _ = windows.get(row["hcpcs"], (row["valid_from"], ""))
            windows[row["hcpcs"]] = (first, row["valid_to"])
    return windows


def life_row(row: Row, window: tuple[str, str] | None) -> Row:
    """Return one lifecycle row; the editor's window settles what was remembered rather than read."""
    code, confidence = row["hcpcs"], row["confidence"]
    evidence = row["evidence"]
    if window and window[0] == row["valid_from"].replace("-", "") and "memory(start)" in confidence:
        confidence = confidence.replace("memory(start)", "verified(start)")
        evidence = evidence.replace("start date memory", f"start date read in {IOCE}")
    remembered_start = "memory" in confidence and "start)" in confidence
    successors = SUCCESSOR_COMPONENT.get(code, row["replaced_by"])
    remembered = "memory" in confidence
    return {
        "code": code,
        "valid_from": "" if remembered_start and "seed(start)" not in confidence else row["valid_from"],
        "valid_to": row["valid_to"],
        "successors": successors,
        "successors_verified": ("no" if remembered else "yes") if successors else "",
        "meaning_changed": "2026-01-01" if code in MEANING_CHANGED else "",
        "evidence": evidence,
        "confidence": confidence,
    }


def named_row(code: str, source: str, window: tuple[str, str] | None) -> Row:
    """Return a row for a code only other tables name: in force, its first day only where a source shows one."""
    start = window[0] if window and window[0] > "20190701" else ""
    iso = f"{start[:4]}-{start[4:6]}-{start[6:]}" if start else ""
    evidence = f"named in {source}" + (f"; start date read in {IOCE}" if iso else "")
    return {"code": code, "valid_from": iso, "evidence": evidence, "confidence": "verified(active)"}


def fee_schedule(data: Path) -> Iterator[Row]:
    """Yield one row per schedule, code and modifier that the two fee schedule files hold."""
    for row in read(data / "pfs_indicators_radonc.csv"):
        for schedule, prefix in (("2025Q4", "pfs2025q4"), ("2026Q3", "pfs2026q3")):
            if row[f"{prefix}_status"]:
                yield {
                    "schedule": schedule,
                    "code": row["hcpcs"],
                    "modifier": row["modifier"],
                    "status": row[f"{prefix}_status"],
                    "pctc": row[f"{prefix}_pctc"],
                    "global_days": row[f"{prefix}_global"],
                    "nonfacility_na": row[f"{prefix}_nonfac_na"],
                    "facility_na": row[f"{prefix}_fac_na"],
                }


FEE_FIELDS = ("schedule", "code", "modifier", "status", "pctc", "global_days", "nonfacility_na", "facility_na")


def mue(data: Path) -> Iterator[Row]:
    """Yield value and adjudication indicator of our codes; both empty where the file does not list the code."""
    for row in read(data / "mue_practitioner_2026q2_radonc.csv"):
        yield {"code": row["hcpcs"], "value": row["mue_value"], "mai": row["mai"], "rationale": row["rationale"]}


def carc_rarc(data: Path) -> Iterator[Row]:
    """Yield adjustment and remark codes with own labels; none of the listed remark codes is an alert."""
    for row in read(data / "carc_rarc_radonc.csv"):
        yield {**row, "label": row["own_short_label"], "group": row["usual_group"], "status": row["status_2026_08_17"]}


def main(requirements: Path) -> None:
    """Write every table that comes from the requirement data."""
    data = requirements / "data"
    write("code_lifecycle.csv", LIFE_FIELDS, code_lifecycle(data))
    write("fee_schedule.csv", FEE_FIELDS, fee_schedule(data))
    write("mue_2026q2.csv", ("code", "value", "mai", "rationale"), mue(data))
    write("carc_rarc.csv", ("type", "code", "label", "group", "use_for", "status", "source"), carc_rarc(data))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
