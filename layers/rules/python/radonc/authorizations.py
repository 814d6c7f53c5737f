"""Authorizations of one patient: the union of the records of a number (D-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from radonc.records import AuthorizationRecord, content_json

BEFORE_ALL = date.min


@dataclass(frozen=True)
class Authorization:
    """One authorization number: its governing record for each approved code, and whether records contradict."""

    number: str
    records: tuple[AuthorizationRecord, ...]
    contradicted_codes: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> frozenset[str]:
        """Procedure codes the precertification was given under."""
        return frozenset(record.procedure_code for record in self.records)

    @cached_property
    def techniques(self) -> frozenset[str]:
        """Techniques stated, without the records that state none."""
        return frozenset(record.technique for record in self.records if record.technique)

    def covers_date(self, on: date) -> bool:
        """Tell whether any record's stated validity holds the date; an unstated end is open."""
        return any(
            (record.valid_from is None or record.valid_from <= on)
            and (record.valid_to is None or on <= record.valid_to)
            for record in self.records
        )


def unite(records: Iterable[AuthorizationRecord]) -> dict[str, Authorization]:
    """Unite one patient's authorization records by number.

    For one number and code the latest received wins, at equal dates the greater canonical JSON (D-08).
    """
    by_number: dict[str, dict[str, list[AuthorizationRecord]]] = {}
    for record in records:
        by_code = by_number.setdefault(record.authorization_number, {})
        by_code.setdefault(record.procedure_code, []).append(record)
    return {number: _unite_number(number, by_code) for number, by_code in sorted(by_number.items())}


def _unite_number(number: str, by_code: dict[str, list[AuthorizationRecord]]) -> Authorization:
    governing = []
    contradicted = []
    for code, versions in sorted(by_code.items()):
        if len(versions) == 1:
            governing.append(versions[0])
            continue
        received = max(map(_received, versions))
        latest = {content_json(version): version for version in versions if _received(version) == received}
        governing.append(latest[max(latest)])
        if len(latest) > 1:
            contradicted.append(code)
    return Authorization(number, tuple(governing), tuple(contradicted))


def _received(record: AuthorizationRecord) -> date:
    return record.received_date or BEFORE_ALL
