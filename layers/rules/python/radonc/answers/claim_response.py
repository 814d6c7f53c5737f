"""A decision as a FHIR R4 ClaimResponse.

The claim records hold no names: patient, insurer and provider are identified references. Amounts are shares of the
charge, not prices; the currency is the US dollar of the fee schedules this field is billed under.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from radonc.answers.adjustments import adjustments
from radonc.answers.answered import Answered
from radonc.answers.front_end import is_front_end, turned_away
from radonc.model.finding import STOPPING

_X12 = "https://x12.org/codes"
REASONS = f"{_X12}/claim-adjustment-reason-codes"
GROUPS = f"{_X12}/claim-adjustment-group-codes"
REMARKS = f"{_X12}/remittance-advice-remark-codes"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
_CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
_NPI = "http://hl7.org/fhir/sid/us-npi"
_CURRENCY = "USD"

Json = dict[str, Any]


def claim_response(answered: Answered) -> Json:
    """Write one ClaimResponse; `outcome` is error where the front end turned the claim away, partial where it waits."""
    record, decision = answered.record, answered.decision
    notes = _Notes()
    items = [_item(line.charge, decided, notes) for line, decided in answered.lines]
    for finding in decision["findings"]:
        notes.number(finding)
    response: Json = {
        "resourceType": "ClaimResponse",
        "identifier": [{"value": record.claim_id}],
        "status": "active" if decision["status"] == "active" else "cancelled",
        "type": {"coding": [{"system": _CLAIM_TYPE, "code": record.claim_type}]},
        "use": "claim",
        "patient": {"identifier": {"value": record.member_id}},
        "created": decision["as_of"],
        "insurer": {"identifier": {"value": record.payer}},
        "requestor": {"identifier": {"system": _NPI, "value": record.billing_provider_npi}},
        "request": {"type": "Claim", "identifier": {"value": record.claim_id}},
        "outcome": _outcome(answered),
        "disposition": decision["disposition"],
        "preAuthRef": record.authorization_number,
        "item": items,
        "total": _totals(answered),
        "processNote": notes.entries,
        "error": _errors(answered),
    }
    return {name: value for name, value in response.items() if value}


class _Notes:
    """Numbered notes, one for each distinct message."""

    def __init__(self) -> None:
        self.entries: list[Json] = []
        self._numbers: dict[str, int] = {}

    def number(self, finding: Mapping[str, Any]) -> int:
        message = f"{finding['edit']}: {finding['message']}"
        if message not in self._numbers:
            self._numbers[message] = len(self._numbers) + 1
            self.entries.append({"number": self._numbers[message], "type": "display", "text": message})
        return self._numbers[message]


def _outcome(answered: Answered) -> str:
    if turned_away(answered):
        return "error"
    return "partial" if answered.pended else "complete"


def _item(charge: str | None, line: Mapping[str, Any], notes: _Notes) -> Json:
    adjusted = adjustments(line)
    passing = None if charge is None else Decimal(charge) - sum(each.amount for each in adjusted)
    entries = [_standard("submitted", None if charge is None else Decimal(charge), line["billed_units"])]
    for each in adjusted:
        entry: Json = {"category": {"text": "adjustment"}, "reason": _reason(each.group, each.reason)}
        priced = {} if charge is None else {"amount": _money(each.amount)}
        entries.append({**entry, **priced, "value": each.units})
    if line["disposition"] == "pend":
        entries += [_waiting(finding) for finding in line["findings"] if finding["severity"] == "pend"]
    elif line["disposition"] != "superseded":
        entries.append(_standard("eligible", passing, line["allowed_units"]))
    entries += [_remark(code) for code in _remarks(line)]
    item: Json = {"itemSequence": line["line_number"], "adjudication": entries}
    numbers = [notes.number(finding) for finding in line["findings"]]
    return {**item, "noteNumber": list(dict.fromkeys(numbers))} if numbers else item


def _standard(category: str, amount: Decimal | None, units: int) -> Json:
    entry: Json = {"category": {"coding": [{"system": ADJUDICATION, "code": category}]}}
    return {**entry, **({} if amount is None else {"amount": _money(amount)}), "value": units}


def _waiting(finding: Mapping[str, Any]) -> Json:
    entry: Json = {"category": {"text": "pended"}}
    return entry if finding["carc"] is None else {**entry, "reason": _reason(finding["group_code"], finding["carc"])}


def _reason(group: str | None, reason: str) -> Json:
    groups = [{"system": GROUPS, "code": group}] if group else []
    return {"coding": [{"system": REASONS, "code": reason}, *groups]}


def _remark(code: str) -> Json:
    return {"category": {"text": "remark"}, "reason": {"coding": [{"system": REMARKS, "code": code}]}}


def _remarks(line: Mapping[str, Any]) -> list[str]:
    stopping = [finding for finding in line["findings"] if finding["severity"] in STOPPING]
    return list(dict.fromkeys(code for finding in stopping for code in finding["rarc"]))


def _totals(answered: Answered) -> list[Json]:
    """What was charged and, once nothing waits, what passes; nothing where a line names no charge."""
    if not answered.charged:
        return []
    submitted = _total("submitted", answered.charge)
    if answered.decision["status"] != "active" or answered.pended:
        return [submitted]
    stopped = sum((each.amount for _, line in answered.lines for each in adjustments(line)), Decimal(0))
    return [submitted, _total("eligible", answered.charge - stopped)]


def _total(category: str, amount: Decimal) -> Json:
    return {"category": {"coding": [{"system": ADJUDICATION, "code": category}]}, "amount": _money(amount)}


def _money(amount: Decimal) -> Json:
    return {"value": float(amount), "currency": _CURRENCY}


def _errors(answered: Answered) -> list[Json]:
    return [
        {"itemSequence": line["line_number"], "code": {"coding": [{"code": finding["edit"]}], "text": finding["name"]}}
        for line in answered.decision["lines"]
        for finding in line["findings"]
        if is_front_end(finding)
    ]
