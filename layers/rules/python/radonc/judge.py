"""Judging a folded patient: each stage sees what the stages before it denied.

What is denied still gets every other finding that holds of it; only a code that does not exist is asked nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from radonc.bearing import Docket
from radonc.checks.kind import STAGES
from radonc.model.claim import Claim, Service
from radonc.model.course import Day, Patient
from radonc.model.finding import CORRECTABLE_CATEGORIES, NO_FRACTION_CATEGORIES, Breach
from radonc.profiles import Profile
from radonc.provisions import Provision


class Hit(NamedTuple):
    """A breach with the provision it breaks and the severity that follows."""

    provision: Provision
    breach: Breach
    severity: str
    allowed_units: int | None


Work = tuple[Provision, Any, Sequence[Any]]


def judge(patient: Patient, profile: Profile) -> list[Hit]:
    """Run every stage over a patient. Hits come by stage, provision and adjudication order; those of lines by line."""
    patient.tables = profile.tables
    docket = Docket(profile.bearings, patient.services)
    hits: list[Hit] = []
    for stage in STAGES:
        fallen = patient.verdicts.correctable()
        work = _work(stage, patient, profile, docket)
        found = [_hit(p, breach) for p, scope, targets in work for breach in _run(p, scope, targets)]
        if stage == "line":
            found.sort(key=_place)
        _apply(patient, found)
        hits += found
        hits += _besides(patient, fallen, work, found)
    return hits


def _place(hit: Hit) -> tuple[Any, ...]:
    """Place of the service in adjudication order."""
    return hit.breach.service.order if hit.breach.service else ()


def _work(stage: str, patient: Patient, profile: Profile, docket: Docket) -> list[Work]:
    """What a stage asks: provision, scope, and the services or claims it speaks of."""
    if stage == "claim":
        return list(_claims(patient, profile.stages[stage]))
    if stage == "line":
        return list(_lines(patient, profile.stages[stage], docket))
    scopes = _days(patient) if stage in ("encounter", "day", "imaging") else patient.courses
    with_code = patient.verdicts.with_code
    return [
        (provision, scope, targets)
        for scope in scopes
        for provision, targets in docket.grouped(stage, with_code(scope.services))
    ]


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


def _lines(patient: Patient, provisions: Iterable[Provision], docket: Docket) -> Iterator[Work]:
    speaking = dict(docket.grouped("line", patient.services))
    for provision in provisions:
        if provision in speaking:
            yield provision, patient, speaking[provision]


def _days(patient: Patient) -> list[Day]:
    return [patient.days[on] for on in sorted(patient.days)]


def _claims(patient: Patient, provisions: Iterable[Provision]) -> Iterator[Work]:
    spans = [(claim, _span(claim)) for claim in patient.claims]
    for provision in provisions:
        targets = [claim for claim, (first, last) in spans if provision.first <= last and first <= provision.last]
        if targets:
            yield provision, patient, targets


def _span(claim: Claim) -> tuple[date, date]:
    dates = [line.service_date for line in claim.record.lines]
    return min(dates), max(dates)


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
