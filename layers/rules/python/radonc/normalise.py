"""From a claim record to its services: one per line and date, with component, setting and site resolved."""

from datetime import date

from radonc.codes import CODES
from radonc.model.claim import Claim, Service
from radonc.records import ClaimRecord, ServiceLineRecord
from radonc.reference.diagnosis_codes import category3, side
from radonc.reference.fee_schedule import component_split

ENCOUNTER_FOR_RADIOTHERAPY = "Z510"  # Z51.0 says why the patient came, not what is treated (domain facts, ICD-10-CM)
_SPLIT_COMPONENT = {"professional_only": "professional", "technical_only": "technical"}


def expand(claim: Claim) -> list[Service]:
    """Expand a claim to its services in line order."""
    record = claim.record
    return [service for line in record.lines for service in _services(claim, record, line)]


def _services(claim: Claim, record: ClaimRecord, line: ServiceLineRecord) -> list[Service]:
    diagnoses = _diagnoses(record, line)
    treated = next((code for code in diagnoses if code != ENCOUNTER_FOR_RADIOTHERAPY), "")
    dates = line.dates
    place = line.place_of_service or record.place_of_service
    setting = CODES.setting(record.claim_type, place)
    role = CODES.role(line.procedure_code)
    units = line.units // len(dates)
    site = category3(treated) if treated else ""
    named_site, treated_side = (line.treatment_site or "").casefold(), _side(line.modifiers, treated)
    number = line.authorization_number or record.authorization_number
    return [
        Service(
            claim=claim,
            line=line,
            code=line.procedure_code,
            units=units,
            date=on,
            component=_component(record.claim_type, line, on),
            setting=setting,
            role=role,
            diagnoses=diagnoses,
            named_site=named_site,
            site=site,
            side=treated_side,
            authorization_number=number,
            order=(record.received_date, record.claim_id, record.frequency_code, line.line_number, on),
        )
        for on in dates
    ]


def _diagnoses(record: ClaimRecord, line: ServiceLineRecord) -> tuple[str, ...]:
    """Diagnoses the line points to; without pointers (institutional lines have none) all of the claim, in order."""
    if not line.diagnosis_pointers:
        return record.diagnoses
    return tuple(record.diagnoses[pointer - 1] for pointer in line.diagnosis_pointers)


def _component(claim_type: str, line: ServiceLineRecord, on: date) -> str:
    professional, technical = "26" in line.modifiers, "TC" in line.modifiers
    if professional != technical:
        return "professional" if professional else "technical"
    if claim_type == "institutional":
        return "technical"
    return _SPLIT_COMPONENT.get(component_split(line.procedure_code, on), "global")


def _side(modifiers: tuple[str, ...], diagnosis: str) -> str:
    right, left = "RT" in modifiers, "LT" in modifiers
    if right != left:
        return "R" if right else "L"
    return side(diagnosis) if diagnosis else ""
