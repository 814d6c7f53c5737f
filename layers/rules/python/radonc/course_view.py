"""A course as people look at it: state, fractions, allowances, time line and findings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from radonc.allowances import allowances
from radonc.codes import CODES
from radonc.decisions import decide_patient
from radonc.fold import fold
from radonc.judge import judge
from radonc.model.claim import Claim
from radonc.model.course import COURSE_GAP, Course, Patient
from radonc.patient import LOCAL_KEY, patient_key
from radonc.policy_book import PolicyBook
from radonc.profiles import Profile
from radonc.records import AuthorizationRecord, ClaimRecord, Record

_DELIVERY_GROUPS = ("TREATMENT_DELIVERY", "OTHER_DELIVERY")


def known_by(records: Iterable[Record], on: date) -> list[Record]:
    """Records received by a date; an authorization without a received date was there before all (D-08)."""
    return [record for record in records if record.received_date is None or record.received_date <= on]


def course_views(
    records: Iterable[Record], book: PolicyBook, *, as_of: date | None = None, key: bytes | None = LOCAL_KEY
) -> list[dict[str, Any]]:
    """Show every course among the records, by patient and first date; with `as_of`, as known on that date.

    `key` None means that member ids are patient keys already. Records of payers the book does not know are left out.
    """
    patients: dict[str, list[Record]] = {}
    for record in records if as_of is None else known_by(records, as_of):
        name = record.member_id if key is None else patient_key(record.payer, record.member_id, key)
        patients.setdefault(name, []).append(record)
    views = []
    for name, own in sorted(patients.items()):
        profile = book.profiles.get(own[0].payer)
        if profile is not None and profile.spec.judges_claims:
            views += _patient_views(name, own, profile, book.pack, as_of)
    return views


def _patient_views(
    key: str, records: Sequence[Record], profile: Profile, pack: str, as_of: date | None
) -> list[dict[str, Any]]:
    claims = [record for record in records if isinstance(record, ClaimRecord)]
    authorizations = [record for record in records if isinstance(record, AuthorizationRecord)]
    patient = fold(key, profile.payer, claims, authorizations, as_of).patient
    decided = decide_patient(patient, profile, judge(patient, profile), pack)
    return [_view(course, patient, profile, decided, pack) for course in patient.courses]


def _view(
    course: Course,
    patient: Patient,
    profile: Profile,
    decided: Sequence[tuple[Claim, dict[str, Any]]],
    pack: str,
) -> dict[str, Any]:
    last = course.last_delivery
    lines = _lines_of(course, decided)
    return {
        "course_id": course.course_id,
        "payer": patient.payer,
        "pack": pack,
        "as_of": patient.as_of.isoformat(),
        "known_on": sorted({service.claim.record.received_date.isoformat() for service in course.services}),
        "state": course.state,
        "modality": course.family or None,
        "site": course.services[0].named_site or course.services[0].site or None,
        "side": course.services[0].side or None,
        "first_delivery": _iso(course.first_delivery),
        "last_delivery": _iso(last),
        "closes_after": _iso(last + COURSE_GAP) if last else None,
        "fractions": {"delivered": len(_fraction_dates(course)), "approved": course.approved_fractions},
        "authorizations": [_authorization(record) for held in course.authorizations for record in held.records],
        "allowances": allowances(course, profile),
        "timeline": _timeline(course, lines),
        "findings": [
            {"claim_id": claim_id, "line_number": number, **finding}
            for (claim_id, number, _), line in sorted(lines.items())
            for finding in line["findings"]
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _fraction_dates(course: Course) -> list[date]:
    codes = frozenset[str]().union(*map(CODES.group, _DELIVERY_GROUPS))
    return sorted(on for on, sessions in course.sessions(codes).items() for _ in range(sessions))


def _authorization(record: AuthorizationRecord) -> dict[str, Any]:
    shown = record.model_dump(mode="json", exclude={"type", "payer", "member_id"})
    return {name: value for name, value in shown.items() if value not in (None, [])}


def _lines_of(
    course: Course, decided: Sequence[tuple[Claim, dict[str, Any]]]
) -> dict[tuple[str, int, str], dict[str, Any]]:
    """Decided lines of the course by claim id, line number and frequency code."""
    wanted = {(s.claim, s.line.line_number) for s in course.services}
    return {
        (claim.record.claim_id, line["line_number"], claim.record.frequency_code): line
        for claim, decision in decided
        for line in decision["lines"]
        if (claim, line["line_number"]) in wanted
    }


def _timeline(course: Course, lines: dict[tuple[str, int, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """Dates of the course in order; a date with a fraction carries its number (the last one of the date)."""
    fractions = {on: number for number, on in enumerate(_fraction_dates(course), 1)}
    days: dict[date, list[dict[str, Any]]] = {}
    for service in course.services:
        record = service.claim.record
        line = lines[record.claim_id, service.line.line_number, record.frequency_code]
        days.setdefault(service.date, []).append(
            {
                "claim_id": record.claim_id,
                "line_number": service.line.line_number,
                "procedure_code": service.code,
                "modifiers": list(service.modifiers),
                "role": service.role,
                "component": service.component,
                "setting": service.setting,
                "units": service.units,
                "allowed_units": course.patient.verdicts.payable(service),
                "disposition": line["disposition"],
                "edits": sorted({finding["edit"] for finding in line["findings"]}),
            }
        )
    return [{"date": on.isoformat(), "fraction": fractions.get(on), "services": days[on]} for on in sorted(days)]
