"""Judging a folded patient: each stage sees what the stages before it denied.

What is denied still gets every other finding that holds of it; only a code that does not exist is asked nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import CORRECTABLE_CATEGORIES, NO_FRACTION_CATEGORIES, Breach
from radonc.profiles import Profile, StageIndex
from radonc.provisions import Provision


class Hit(NamedTuple):
    """A breach with the provision it breaks and the severity that follows."""

    provision: Provision
    breach: Breach
    severity: str
    allowed_units: int | None


Work = tuple[Provision, Any, Sequence[Any]]


def judge(patient: Patient, profile: Profile) -> list[Hit]:
    """Run every stage over a patient. Hits come in stage, then provision, then adjudication order."""
    patient.tables = profile.tables
    hits: list[Hit] = []
    stages = profile.stages
    for stage, scopes in (
        ("line", _lines),
        ("encounter", _days),
        ("day", _days),
        ("imaging", _days),
        ("fractions", _courses),
        ("course", _courses),
        ("tally", _courses),
        ("claim", _claims),
    ):
        fallen = patient.verdicts.correctable()
        work = list(scopes(patient, stages[stage]))
        found = [_hit(p, breach) for p, scope, targets in work for breach in _run(p, scope, targets)]
        _apply(patient, found)
        hits += found
        hits += _besides(patient, fallen, work, found)
    return hits


def _besides(patient: Patient, fallen: frozenset[Service], work: Iterable[Work], found: Iterable[Hit]) -> list[Hit]:
    """What else stops services that earlier stages denied for a fault of the claim: mending it would not free them."""
    if not fallen:
        return []
    known = {(hit.provision, hit.breach.service) for hit in found}
    with patient.verdicts.lifted(fallen):
        again = [
            _hit(p, breach)
            for p, scope, targets in work
            if not fallen.isdisjoint(targets)
            for breach in _run(p, scope, targets)
            if breach.service in fallen and (p, breach.service) not in known
        ]
    return [hit for hit in again if hit.allowed_units is not None]


def _run(provision: Provision, scope: Any, targets: Sequence[Any]) -> Iterator[Breach]:
    return provision.edit.kind.check(provision.params, scope, targets)


def _lines(patient: Patient, index: StageIndex) -> Iterator[tuple[Provision, Any, Sequence[Service]]]:
    for service in patient.services:
        for provision in index.of(service.code, service.date):
            if provision.fits(service):
                yield provision, patient, (service,)


def grouped(services: Iterable[Service], index: StageIndex) -> list[tuple[Provision, list[Service]]]:
    """Services each provision governs, by provision; both in a fixed order."""
    targets: dict[Provision, list[Service]] = {}
    for service in services:
        for provision in index.of(service.code, service.date):
            if provision.fits(service):
                targets.setdefault(provision, []).append(service)
    return sorted(targets.items(), key=lambda item: item[0].edit.code)


def _days(patient: Patient, index: StageIndex) -> Iterator[tuple[Provision, Any, Sequence[Service]]]:
    for on in sorted(patient.days):
        day = patient.days[on]
        for provision, targets in grouped(filter(patient.verdicts.has_code, day.services), index):
            yield provision, day, targets


def _courses(patient: Patient, index: StageIndex) -> Iterator[tuple[Provision, Any, Sequence[Service]]]:
    for course in patient.courses:
        for provision, targets in grouped(filter(patient.verdicts.has_code, course.services), index):
            yield provision, course, targets


def _claims(patient: Patient, index: StageIndex) -> Iterator[tuple[Provision, Any, Sequence[Claim]]]:
    for claim in patient.claims:
        dates = [line.service_date for line in claim.record.lines]
        for provision in index.all:
            if provision.first <= max(dates) and min(dates) <= provision.last:
                yield provision, patient, (claim,)


def _hit(provision: Provision, breach: Breach) -> Hit:
    """Settle severity and units: a denial that leaves units is a reduction, a reduction to nothing a denial."""
    severity = provision.outcomes[breach.outcome].severity
    allowed = breach.allowed_units
    if breach.service is None or severity in ("warn", "info"):
        return Hit(provision, breach, severity, None)
    allowed = allowed or 0
    if severity in ("deny", "reduce"):
        severity = "reduce" if allowed else "deny"
    return Hit(provision, breach, severity, allowed)


def _apply(patient: Patient, hits: Iterable[Hit]) -> None:
    verdicts = patient.verdicts
    for hit in hits:
        service = hit.breach.service
        if service is None or hit.allowed_units is None:
            continue
        verdicts.cut(service, hit.allowed_units, pended=hit.severity == "pend")
        if hit.severity == "deny":
            verdicts.deny(service)
            if hit.provision.edit.category not in CORRECTABLE_CATEGORIES:
                verdicts.refuse(service)
            if hit.provision.edit.category in NO_FRACTION_CATEGORIES:
                verdicts.strike(service)
            if hit.provision.edit.kind.voids_code:
                verdicts.void_code(service)
