"""The ClaimResponse of a decision, judged by an independent R4 validator."""

import json

import fhirkit
import pytest
from unit.answers.batches import answered, claim, delivery

from radonc.answers.claim_response import claim_response

USD = "USD"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"


def issues(resource: dict[str, object]) -> list[str]:
    return [f"{issue.path}: {issue.message}" for issue in fhirkit.validate(json.dumps(resource))]


def standard(code: str, amount: float, units: int) -> dict[str, object]:
    return {
        "category": {"coding": [{"system": ADJUDICATION, "code": code}]},
        "amount": {"value": amount, "currency": USD},
        "value": units,
    }


DAYS = [f"2025-06-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
PHYSICS = delivery("2025-06-13", procedure_code="77336", units=3, charge="120.00")
LATE = delivery("2026-01-15", procedure_code="77385")


def test_a_cut_line_says_what_was_submitted_adjusted_and_passes() -> None:
    (one,) = answered(claim("C1", *map(delivery, DAYS), PHYSICS))
    response = claim_response(one)
    assert issues(response) == []
    assert response["outcome"] == "complete"
    assert response["item"][10] == {
        "itemSequence": 11,
        "adjudication": [
            standard("submitted", 120.0, 3),
            {
                "category": {"text": "adjustment"},
                "reason": {
                    "coding": [
                        {"system": "https://x12.org/codes/claim-adjustment-reason-codes", "code": "151"},
                        {"system": "https://x12.org/codes/claim-adjustment-group-codes", "code": "CO"},
                    ]
                },
                "amount": {"value": 40.0, "currency": USD},
                "value": 1,
            },
            standard("eligible", 80.0, 2),
            {
                "category": {"text": "remark"},
                "reason": {
                    "coding": [{"system": "https://x12.org/codes/remittance-advice-remark-codes", "code": "N640"}]
                },
            },
        ],
        "noteNumber": [1],
    }
    assert [total["amount"]["value"] for total in response["total"]] == [2120.0, 2080.0]
    assert response["processNote"][0]["text"].startswith("PHY001: ")


def test_a_pended_claim_is_partial_and_names_what_it_waits_for() -> None:
    (one,) = answered(claim("C1", payer="evolent"))
    response = claim_response(one)
    assert issues(response) == []
    assert response["outcome"] == "partial"
    waiting = [e for e in response["item"][0]["adjudication"] if e["category"] == {"text": "pended"}]
    assert waiting[0]["reason"]["coding"][0]["code"] == "197"
    assert [total["category"]["coding"][0]["code"] for total in response["total"]] == ["submitted"]
    assert "error" not in response


def test_a_claim_the_front_end_turned_away_has_an_error_on_its_line() -> None:
    (one,) = answered(claim("C1", delivery("2025-12-15"), LATE, received_date="2026-02-01"))
    response = claim_response(one)
    assert issues(response) == []
    assert response["outcome"] == "error"
    error = {"coding": [{"code": "CLM001"}], "text": "procedure-code-out-of-force"}
    assert response["error"] == [{"itemSequence": 2, "code": error}]


def test_a_replaced_claim_is_cancelled_and_its_replacement_active() -> None:
    corrected = claim("C1", frequency_code="7", original_claim_id="C1", received_date="2025-07-01")
    responses = [claim_response(one) for one in answered(claim("C1"), corrected)]
    assert [issues(response) for response in responses] == [[], []]
    assert [response["status"] for response in responses] == ["cancelled", "active"]


def test_the_authorization_and_the_parties_are_named() -> None:
    (one,) = answered(claim("C1", authorization_number="A-1"))
    response = claim_response(one)
    assert response["preAuthRef"] == "A-1"
    assert response["patient"] == {"identifier": {"value": "M-77"}}
    assert response["requestor"]["identifier"]["value"] == "1234567893"
    assert response["request"]["identifier"]["value"] == "C1"


def test_a_line_without_a_charge_has_units_and_no_amounts() -> None:
    line = delivery()
    del line["charge"]
    (one,) = answered(claim("C1", line))
    response = claim_response(one)
    assert issues(response) == []
    assert "total" not in response
    assert [entry.get("amount") for entry in response["item"][0]["adjudication"]] == [None, None]


@pytest.mark.parametrize("missing", ["created", "insurer", "outcome", "use"])
def test_the_validator_would_have_complained(missing: str) -> None:
    (one,) = answered(claim("C1"))
    assert issues({name: value for name, value in claim_response(one).items() if name != missing}) != []
