"""The way a claim editor is often written: for each line every rule in turn, each looking through the history again.

It uses the same provisions and the same checks as the product, but no index by payer, stage and code, no grouping by
day and course, and it keeps nothing from one line for the next. Both ways start from the same fold and stop at the
breaches found; writing decisions is in neither.
"""

from collections.abc import Iterable, Sequence

from radonc.fold import fold
from radonc.judge import judge
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.patient import LOCAL_KEY, patient_key
from radonc.policy_book import PolicyBook
from radonc.profiles import Profile
from radonc.provisions import Provision
from radonc.records import AuthorizationRecord, ClaimRecord, Record

EVERY = "*"


def judged(records: Iterable[Record], book: PolicyBook) -> int:
    """Judge every patient the product's way; return how many breaches were found."""
    return sum(len(judge(patient, profile)) for patient, profile in _patients(records, book))


def judged_naively(records: Iterable[Record], book: PolicyBook) -> int:
    """Try every provision of every payer on every line; return how many breaches were found."""
    rules = [(name, provision) for name, profile in book.profiles.items() for provision in profile.provisions]
    return sum(
        sum(breach.service is service for breach in _breaches(provision, service, patient))
        for patient, profile in _patients(records, book)
        for service in patient.services
        for payer, provision in rules
        if payer == profile.payer and _looks_at(provision, service)
    )


def _patients(records: Iterable[Record], book: PolicyBook) -> Iterable[tuple[Patient, Profile]]:
    grouped: dict[str, list[Record]] = {}
    for record in records:
        grouped.setdefault(patient_key(record.payer, record.member_id, LOCAL_KEY), []).append(record)
    for key, own in grouped.items():
        claims = [record for record in own if isinstance(record, ClaimRecord)]
        authorizations = [record for record in own if isinstance(record, AuthorizationRecord)]
        yield fold(key, own[0].payer, claims, authorizations, None).patient, book.profiles[own[0].payer]


def _breaches(provision: Provision, service: Service, patient: Patient) -> Iterable[Breach]:
    """Evaluate one provision for one line: over the line, its day, or every course of the history."""
    kind = provision.edit.kind
    if kind.stage == "line":
        return kind.check(provision.params, patient, (service,))
    if kind.stage == "claim":
        return kind.check(provision.params, patient, (service.claim,))
    if kind.stage in ("encounter", "day"):
        day = patient.days[service.date]
        return kind.check(provision.params, day, _targets(provision, day.services))
    return [
        breach
        for course in patient.courses
        for breach in kind.check(provision.params, course, _targets(provision, course.services))
    ]


def _targets(provision: Provision, services: Iterable[Service]) -> Sequence[Service]:
    return [service for service in services if _looks_at(provision, service)]


def _looks_at(provision: Provision, service: Service) -> bool:
    codes, dated = provision.params.codes, provision.first <= service.date <= provision.last
    return (EVERY in codes or service.code in codes) and dated and provision.fits(service)
