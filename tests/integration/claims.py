"""Records the integration tests send: small, real in shape, with members that exist nowhere."""

import json
from collections.abc import Mapping
from typing import Any

NPI = "1234567893"


def claim(claim_id: str, member: str = "M1", **changes: Any) -> dict[str, Any]:
    """An institutional claim with five IMRT fractions of a prostate course, unless told otherwise."""
    fields: dict[str, Any] = {
        "claim_id": claim_id,
        "payer": "priority-health",
        "claim_type": "institutional",
        "received_date": "2025-03-31",
        "member_id": member,
        "billing_provider_npi": NPI,
        "bill_type": "131",
        "diagnoses": ["C61"],
        "authorization_number": f"A-{member}",
        "lines": deliveries(5),
    }
    return {**fields, **changes}


def deliveries(fractions: int, first_day: int = 3) -> list[dict[str, Any]]:
    """One IMRT delivery line a day in March 2025."""
    return [
        {
            "line_number": number + 1,
            "procedure_code": "77385",
            "units": 1,
            "service_date": f"2025-03-{first_day + number:02d}",
            "revenue_code": "0333",
            "charge": "900.00",
        }
        for number in range(fractions)
    ]


def authorization(member: str = "M1", **changes: Any) -> dict[str, Any]:
    """A notification for prostate IMRT."""
    fields: dict[str, Any] = {
        "type": "authorization",
        "authorization_number": f"A-{member}",
        "payer": "priority-health",
        "member_id": member,
        "procedure_code": "77385",
        "technique": "imrt",
        "approved_fractions": 28,
        "received_date": "2025-02-20",
    }
    return {**fields, **changes}


def json_lines(*records: Mapping[str, Any] | str) -> bytes:
    """Write records, or raw text, one a line."""
    return "".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in records).encode()
