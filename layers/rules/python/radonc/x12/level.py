"""The hierarchical level a claim hangs under: billing provider, subscriber, payer, patient."""

import re
from dataclasses import dataclass, field

from radonc.records import Problem
from radonc.x12.elements import elements
from radonc.x12.envelope import Envelope
from radonc.x12.service_line import Fields

_BILLING, _SUBSCRIBER, _PATIENT = "20", "22", "23"
_VERSION = re.compile(r"\d{6}X\d{3}(A\d)?")
_NPI = "XX"
_FACILITY_QUALIFIER = {"professional": "B", "institutional": "A"}


@dataclass(slots=True)
class Level:
    """Who stands above the claims that follow. `problems` hold for each of those claims.

    `number` is the HL01 of the subscriber; `subscribers` are its own problems, set on levels of patients.
    """

    billing_npi: str = ""
    member_id: str = ""
    payer_id: str = ""
    patient_id: str = ""
    number: str = ""
    problems: list[Problem] = field(default_factory=list)
    subscribers: list[Problem] | None = None

    def below(self, parts: list[str], at: int) -> "Level":
        """HL: go to the next billing provider, subscriber or patient; what belongs to deeper levels is forgotten."""
        code = parts[3]
        if code == _PATIENT:
            return self._patient(parts[2], at)
        if code == _SUBSCRIBER:
            return Level(self.billing_npi, number=parts[1])
        if code == _BILLING:
            return Level()
        return Level(problems=[Problem("segment", f"HL of an unknown level (segment {at})")])

    def _patient(self, parent: str, at: int) -> "Level":
        above = self.problems if self.subscribers is None else self.subscribers
        problems = list(above)
        if parent != self.number:
            problems.append(Problem("member_id", f"the HL of this patient's subscriber is missing (segment {at})"))
        return Level(self.billing_npi, self.member_id, self.payer_id, "", self.number, problems, above)

    def without_hl(self, at: int) -> "Level":
        """Go to a subscriber no HL announced; the billing provider is taken to be the same."""
        return Level(
            self.billing_npi, problems=[Problem("segment", f"a subscriber begins without an HL (segment {at})")]
        )

    def name(self, role: str, qualifier: str, identifier: str) -> None:
        """NM1 above the claims: who bills, is insured, pays, is treated. A new subscriber has its own payer."""
        if role == "85":
            self.billing_npi = identifier if qualifier == _NPI else ""
        elif role == "IL":
            self.member_id, self.payer_id, self.patient_id = identifier, "", ""
        elif role == "PR":
            self.payer_id = identifier
        elif role == "QC":
            self.patient_id = identifier

    def claim_fields(self, parts: list[str], component: str, envelope: Envelope) -> tuple[Fields, list[Problem]]:
        """CLM: the fields a claim begins with, and what already stands against it. Absent values stay absent."""
        claim_type = envelope.claim_type
        place, qualifier, frequency = elements(parts[5], component)[:3]
        sent = (
            ("claim_id", parts[1]),
            ("claim_type", claim_type),
            ("frequency_code", frequency),
            ("received_date", envelope.received),
            ("member_id", self.patient_id or self.member_id),
            ("billing_provider_npi", self.billing_npi),
        )
        fields: Fields = {name: value for name, value in sent if value}
        if place and claim_type == "institutional":
            fields["bill_type"] = f"{place}{frequency or '1'}"
        elif place:
            fields["place_of_service"] = place
        if self.problems or claim_type is None or qualifier != _FACILITY_QUALIFIER[claim_type]:
            return fields, [*self.problems, *_transaction_problems(envelope), *_place_problems(qualifier, claim_type)]
        return fields, []


def _place_problems(qualifier: str, claim_type: str | None) -> list[Problem]:
    expected = _FACILITY_QUALIFIER.get(claim_type or "", qualifier)
    if qualifier in ("", expected):
        return []
    return [Problem("place_of_service", f"CLM05-2 must be {expected} in {claim_type} claims")]


def _transaction_problems(envelope: Envelope) -> list[Problem]:
    if envelope.transaction is None:
        return [Problem("segment", "CLM outside a transaction")]
    if envelope.claim_type is None:
        stated = f"version {envelope.version!r}" if _VERSION.fullmatch(envelope.version) else "the version"
        return [Problem("claim_type", f"{stated} is not read, only 005010X222 and 005010X223")]
    return []
