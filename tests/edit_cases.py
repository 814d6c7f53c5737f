"""The cases of one edit, folded once, to be judged again and again by changed provisions."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from case_language import book_of, findings_of, meets, records

from radonc.decisions import decide_patient
from radonc.fold import fold
from radonc.judge import Hit, judge
from radonc.model.course import Patient, Verdicts
from radonc.patient import LOCAL_KEY, patient_key
from radonc.policy_book import PolicyBook
from radonc.profiles import Profile, compose
from radonc.provisions import Provision
from radonc.records import AuthorizationRecord, ClaimRecord, Record

CASES = Path(__file__).parent / "cases"


def case_files() -> dict[str, list[dict[str, Any]]]:
    """Read every case file, by edit."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(CASES.glob("*.toml"))}


@dataclass(frozen=True)
class FoldedCase:
    """One case ready to be judged; `profile` is its payer's, with the case's switches."""

    edit: str
    case: Mapping[str, Any]
    profile: Profile
    patients: tuple[Patient, ...]

    @classmethod
    def of(cls, edit: str, case: Mapping[str, Any], book: PolicyBook) -> "FoldedCase":
        """Fold the records of a case."""
        by_patient: dict[str, list[Record]] = {}
        for record in records(case):
            by_patient.setdefault(patient_key(record.payer, record.member_id, LOCAL_KEY), []).append(record)
        patients = tuple(_fold(key, own, case) for key, own in by_patient.items())
        return cls(edit, case, book_of(case, book).profiles[case["payer"]], patients)

    def hits(self, profile: Profile) -> list[tuple[Patient, Hit]]:
        """Judge the case by a profile, from a clean slate."""
        found = []
        for patient in self.patients:
            patient.verdicts = Verdicts()
            found += [(patient, hit) for hit in judge(patient, profile)]
        return found

    def holds(self, profile: Profile) -> bool:
        """Tell whether the edit's findings under a profile are those the case expects."""
        hits = [(patient, hit) for patient, hit in self.hits(profile) if hit.provision.edit.code == self.edit]
        decisions = tuple(
            decision
            for patient in self.patients
            for _, decision in decide_patient(patient, profile, [hit for of, hit in hits if of is patient], "")
        )
        return meets(findings_of(self.edit, decisions), self.case["expect"])

    def without_bystanders(self) -> "FoldedCase":
        """Keep of the profile only the edits that have a say in this case: quicker to judge, with the same answer."""
        concerned = {hit.provision.edit.code for _, hit in self.hits(self.profile)} | {self.edit}
        kept = tuple(p for p in self.profile.provisions if p.edit.code in concerned)
        return replace(self, profile=replace(self.profile, provisions=kept))

    def under(self, statements: Iterable[Provision]) -> Profile:
        """Give the case's profile with other statements of its edit."""
        others = [p for p in self.profile.provisions if p.edit.code != self.edit]
        own = compose(self.profile.spec, {self.edit: list(statements)}).provisions
        return replace(self.profile, provisions=tuple(sorted([*others, *own], key=lambda p: p.edit.code)))

    def bound_by(self, provision: Provision) -> bool:
        """Tell whether a published provision binds in this case."""
        return any(p.spec is provision.spec for p in self.profile.provisions)


def _fold(key: str, own: list[Record], case: Mapping[str, Any]) -> Patient:
    claims = [record for record in own if isinstance(record, ClaimRecord)]
    authorizations = [record for record in own if isinstance(record, AuthorizationRecord)]
    return fold(key, own[0].payer, claims, authorizations, case.get("as_of")).patient
