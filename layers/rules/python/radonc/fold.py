"""The fold: all records of one patient, in any order, to days and courses ready to be judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from radonc.authorizations import unite
from radonc.capacity import Refused, beyond_capacity
from radonc.chains import REUSED_CLAIM_ID, resolve
from radonc.model.course import Day, Patient
from radonc.normalise import expand
from radonc.records import AuthorizationRecord, ClaimRecord, Problem
from radonc.segmentation import segment


@dataclass(frozen=True, slots=True)
class Folded:
    """A patient, the claim records refused (D-22, ADR 0010), and the number of identical copies dropped."""

    patient: Patient
    refused: tuple[Refused, ...]
    duplicates: int


def fold(
    key: str,
    payer: str,
    claims: Iterable[ClaimRecord],
    authorizations: Sequence[AuthorizationRecord],
    as_of: date | None = None,
) -> Folded:
    """Fold one patient's records; `as_of` is by default the patient's latest received date (D-15)."""
    resolution = resolve(claims)
    received = [claim.record.received_date for claim in resolution.claims]
    received += [record.received_date for record in authorizations if record.received_date]
    reference = as_of or max(received, default=date.min)
    for claim in resolution.claims:
        if claim.status == "active":
            claim.services = expand(claim)
    beyond = beyond_capacity(resolution.claims)
    kept = tuple(claim for claim in resolution.claims if claim not in beyond)
    patient = Patient(payer, key, reference, kept, unite(authorizations))
    for claim in patient.claims:
        patient.services += claim.services
    patient.services.sort(key=lambda service: service.order)
    for service in patient.services:
        day = patient.days.get(service.date)
        if day is None:
            day = patient.days[service.date] = Day(patient, service.date)
        day.services.append(service)
    segment(patient)
    refused = [Refused(record, Problem("claim_id", REUSED_CLAIM_ID)) for record in resolution.refused]
    refused += [Refused(claim.record, problem) for claim, problem in beyond.items()]
    return Folded(patient, tuple(refused), resolution.duplicates)
