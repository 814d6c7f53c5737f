"""Fractions a course's notifications approve for a modality (PRECERT-36)."""

from radonc.model.course import Course
from radonc.precert import rows_of
from radonc.records import AuthorizationRecord


def approved_fractions(course: Course, codes: frozenset[str]) -> int | None:
    """Give the fractions approved under a code whose rows open any of `codes`; None where no number is stated."""
    stated = [
        record.approved_fractions
        for held in course.authorizations
        for record in held.records
        if record.approved_fractions is not None and _opens(record, codes)
    ]
    return max(stated, default=None)


def _opens(record: AuthorizationRecord, codes: frozenset[str]) -> bool:
    if record.procedure_code in codes:
        return True
    return any(not row.opens.isdisjoint(codes) for row in rows_of(record.procedure_code, record.technique))
