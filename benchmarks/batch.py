"""A batch to measure with: prostate courses billed by a hospital and a physician group, one JSON line a claim.

Every course has twenty fractions in four weekly hospital claims of seven lines and two physician claims; one in ten
bills a port image too many. No randomness: the same size gives the same bytes.
"""

import json
from datetime import date, timedelta

WEEKS, FRACTIONS_A_WEEK = 4, 5
FIRST_DAY = date(2025, 10, 6)  # a Monday
HOSPITAL, PHYSICIANS = "1234567893", "1245319599"


def claims(patients: int) -> list[bytes]:
    """Return the lines of a batch, six claims for each patient."""
    return [json.dumps(claim).encode() for number in range(patients) for claim in _course(number)]


def authorizations(patients: int) -> list[bytes]:
    """Return one authorization line for each patient of a batch of that size."""
    return [json.dumps(_authorization(number)).encode() for number in range(patients)]


def _course(number: int) -> list[dict[str, object]]:
    monday = FIRST_DAY + timedelta(days=number % 5 * 7)
    weeks = [monday + timedelta(weeks=week) for week in range(WEEKS)]
    hospital = [_hospital_week(number, week, day) for week, day in enumerate(weeks)]
    return hospital + [_physician_half(number, half, weeks[half * 2 : half * 2 + 2]) for half in range(2)]


def _hospital_week(number: int, week: int, monday: date) -> dict[str, object]:
    friday = monday + timedelta(days=4)
    delivered = [("77385", 1, monday + timedelta(days=day)) for day in range(FRACTIONS_A_WEEK)]
    too_many = 2 if number % 10 == 0 and week == WEEKS - 1 else 1
    billed = [*delivered, ("77336", 1, friday), ("77417", too_many, friday)]
    return {
        **_shared(number, f"H{number}-{week}", friday),
        "claim_type": "institutional",
        "billing_provider_npi": HOSPITAL,
        "bill_type": "131",
        "lines": [_line(place, *one) | {"revenue_code": "0333"} for place, one in enumerate(billed, 1)],
    }


def _physician_half(number: int, half: int, mondays: list[date]) -> dict[str, object]:
    managed = [("77427", 1, monday + timedelta(days=4)) for monday in mondays]
    return {
        **_shared(number, f"P{number}-{half}", mondays[-1] + timedelta(days=7)),
        "claim_type": "professional",
        "billing_provider_npi": PHYSICIANS,
        "place_of_service": "22",
        "lines": [_line(place, *billed) | {"diagnosis_pointers": [1]} for place, billed in enumerate(managed, 1)],
    }


def _shared(number: int, claim_id: str, received: date) -> dict[str, object]:
    return {
        "type": "claim",
        "claim_id": claim_id,
        "payer": "priority-health",
        "received_date": received.isoformat(),
        "member_id": f"BENCH{number:06d}",
        "diagnoses": ["C61"],
        "authorization_number": f"A{number}",
    }


def _line(place: int, code: str, units: int, day: date) -> dict[str, object]:
    return {
        "line_number": place,
        "procedure_code": code,
        "units": units,
        "service_date": day.isoformat(),
        "charge": "100.00",
    }


def _authorization(number: int) -> dict[str, object]:
    return {
        "type": "authorization",
        "authorization_number": f"A{number}",
        "payer": "priority-health",
        "member_id": f"BENCH{number:06d}",
        "procedure_code": "77385",
        "technique": "imrt",
        "approved_fractions": WEEKS * FRACTIONS_A_WEEK,
        "received_date": "2025-09-01",
    }
