"""Write the API's examples and its description: `python -m tools.openapi`; `--check` fails on drift.

Examples are real: requests are read by the models, answers are what the rules answer to them.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tools.template import ROOT

from radonc.catalogue_view import explain, list_edits
from radonc.course_view import course_views
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.precert_view import precert_answer
from radonc.records import Record, parse_record
from radonc_aws.openapi import EXAMPLES, description

DESCRIPTION = ROOT / "docs" / "openapi.json"
PACK = "sha256:9f2c0d7e4b1a58c36f0e2d9b7a4c1835e6d0f9a2b3c4d5e6f708192a3b4c5d6e"  # any catalogue has another
AUTHORIZATION: dict[str, Any] = {
    "type": "authorization",
    "authorization_number": "N-4711",
    "payer": "evolent",
    "member_id": "M-100",
    "procedure_code": "77412",
    "technique": "3dcrt",
    "approved_fractions": 15,
}
CLAIM: dict[str, Any] = {
    "claim_id": "C-1",
    "payer": "evolent",
    "claim_type": "professional",
    "received_date": "2025-03-10",
    "member_id": "M-100",
    "billing_provider_npi": "1234567893",
    "place_of_service": "11",
    "authorization_number": "N-4711",
    "diagnoses": ["C50.911"],
    "lines": [
        {
            "line_number": 1,
            "procedure_code": "77412",
            "units": 5,
            "service_date": "2025-03-03",
            "service_date_end": "2025-03-07",
            "diagnosis_pointers": [1],
        },
        {
            "line_number": 2,
            "procedure_code": "77417",
            "units": 2,
            "service_date": "2025-03-07",
            "diagnosis_pointers": [1],
        },
    ],
}
BATCH = {
    "batch_id": "20260115-0123456789ab",
    "status": "done",
    "etag": "d41d8cd98f00b204e9800998ecf8427e",
    "received": "2026-01-15T10:00:00.000Z",
    "records": 1200,
    "rejected_at_intake": 3,
    "patients": 310,
    "patients_decided": 310,
    "decided": 1180,
    "rejected": 3,
    "share_done": 1.0,
    "remaining_seconds": 0,
    "reports": "reports/20260115-0123456789ab/",
}


def main(arguments: list[str]) -> int:
    """Write both files, or with `--check` name what is out of date and return 1."""
    stale = [EXAMPLES] if _differs(EXAMPLES, _text(examples(load_book())), arguments) else []
    stale += [DESCRIPTION] if _differs(DESCRIPTION, _text(description()), arguments) else []
    for path in stale:
        print(f"{path.relative_to(ROOT)} is out of date; run `make docs`")
    return 1 if stale else 0


def examples(book: PolicyBook) -> dict[str, dict[str, Any]]:
    """One or two examples of every shape, by schema and name."""
    records: list[Record] = [parse_record(AUTHORIZATION), parse_record(CLAIM)]
    shown = {name: value for name, value in records[0].model_dump(mode="json").items() if name != "member_id"}
    edit = explain(book, "DEL001")
    rows = list_edits(book, category="fraction_limit")
    return {
        "AuthorizationRecord": {"three_dimensional": AUTHORIZATION},
        "ClaimRecord": {"five_fractions_and_two_units_of_port_images": CLAIM},
        "Authorization": {"stored": shown},
        "AuthorizationOnFile": {"one_record": {"authorization_number": "N-4711", "records": [shown]}},
        "Decision": {"one_unit_too_many": decide(records, book).decisions[0] | {"pack": PACK}},
        "Course": {"five_fractions": course_views(records, book)[0] | {"pack": PACK}},
        "Batch": {"done": BATCH},
        "PrecertAnswer": {
            "prostate": precert_answer(book, "77385", diagnosis="C61", payer="evolent"),
            "unlisted": precert_answer(book, "77417"),
        },
        "EditList": {"one_page": {"edits": rows[:2], "count": len(rows), "next": rows[1]["code"]}},
        "Edit": {edit["name"]: edit | {"examples": {}}},
    }


def _differs(path: Path, text: str, arguments: list[str]) -> bool:
    """Whether a file differs from what it should be; without `--check` it is written and does not."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return False
    return True


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
