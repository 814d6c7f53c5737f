"""Claims and their services after normalisation: components, settings, sites and dates resolved."""

from dataclasses import dataclass, field
from datetime import date

from radonc.wire import ClaimRecord, ServiceLineRecord

AdjudicationOrder = tuple[date, str, str, int, date]  # received, claim id, frequency code, line number, service date
SESSION_EVIDENCE = frozenset({"76", "59", "XE"})


@dataclass(slots=True, eq=False)
class Claim:
    """One governing claim version of a patient. `status` is active, superseded or void (D-14)."""

    record: ClaimRecord
    status: str = "active"
    services: "list[Service]" = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[date, str, str]:
        """Adjudication order: received date, claim id, frequency code."""
        return (self.record.received_date, self.record.claim_id, self.record.frequency_code)


@dataclass(slots=True, eq=False)
class Service:
    """One service line on one date. Identity is the object: two equal services are still two services."""

    claim: Claim
    line: ServiceLineRecord
    code: str
    units: int
    date: date
    component: str  # technical | professional | global
    setting: str  # institutional | freestanding | hospital_outpatient | inpatient | ambulatory_surgical | unknown
    role: str
    diagnoses: tuple[str, ...]  # pointed on professional lines, all of the claim on institutional ones
    named_site: str  # treatment_site as submitted, or ""
    site: str  # ICD-10-CM category of the first pointed diagnosis that is not Z51.0, or ""
    side: str  # R | L | ""
    authorization_number: str | None
    order: AdjudicationOrder

    @property
    def modifiers(self) -> tuple[str, ...]:
        """Modifiers as billed."""
        return self.line.modifiers

    @property
    def technical(self) -> bool:
        """Whether the service includes the technical component."""
        return self.component != "professional"

    @property
    def professional(self) -> bool:
        """Whether the service includes the professional component."""
        return self.component != "technical"

    @property
    def has_session_evidence(self) -> bool:
        """Whether a modifier claims a session of its own (76, 59, XE; A-11)."""
        return not SESSION_EVIDENCE.isdisjoint(self.line.modifiers)

    def same_site(self, other: "Service") -> bool:
        """Tell whether two services may treat one site; what is unknown counts as the same (A-02)."""
        if self.named_site and other.named_site:
            if self.named_site != other.named_site:
                return False
        elif self.site and other.site and self.site != other.site:
            return False
        return not (self.side and other.side and self.side != other.side)

    def reference(self) -> dict[str, object]:
        """Name the line as related_lines do."""
        return {"claim_id": self.claim.record.claim_id, "line_number": self.line.line_number}
