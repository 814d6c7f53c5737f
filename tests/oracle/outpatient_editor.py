"""The CMS outpatient editor (`pyoce`) as an independent judge of a claim record."""

from collections.abc import Mapping
from typing import Any

INVALID_CODE, PAIR, PAIR_UNLESS_MODIFIER, IMRT_CLAIM = "006", "020", "040", "125"
OURS = {INVALID_CODE: "validity", PAIR: "pair", PAIR_UNLESS_MODIFIER: "pair", IMRT_CLAIM: "imrt_claim"}
"""What the editor's edits are called here."""


def edits_of(editor: Any, claim: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """Return by line number which of the compared edits the editor gives."""
    result = editor.process(_as_sent(claim))
    return {
        line["line_number"]: frozenset(OURS[edit] for edit in answered["hcpcsEditList"] if edit in OURS)
        for line, answered in zip(claim["lines"], result["lineItemList"], strict=True)
    }


def _as_sent(claim: Mapping[str, Any]) -> dict[str, Any]:
    dates = sorted(line["service_date"] for line in claim["lines"])
    return {
        "claimId": claim["claim_id"],
        "billType": claim["bill_type"],
        "dateStarted": _digits(dates[0]),
        "dateEnded": _digits(dates[-1]),
        "receiptDate": _digits(claim["received_date"]),
        "principalDiagnosisCode": {"diagnosis": claim["diagnoses"][0]},
        "lineItemList": [
            {
                "serviceDate": _digits(line["service_date"]),
                "hcpcs": line["procedure_code"],
                "revenueCode": line["revenue_code"],
                "unitsInput": str(line["units"]),
                "charge": "10000",
                "hcpcsModifierInputList": [{"hcpcsModifier": modifier} for modifier in line["modifiers"]],
            }
            for line in claim["lines"]
        ],
    }


def _digits(day: str) -> str:
    return day.replace("-", "")
