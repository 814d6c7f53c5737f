"""Which quarters of which tables stood behind a decision."""

from datetime import date

from radonc.codes import OTHER_ROLE
from radonc.model.claim import Claim
from radonc.policy_files import EVERY_CODE
from radonc.profiles import Profile
from radonc.tables.reference_tables import setting_of


def tables_used(profile: Profile, claim: Claim) -> dict[str, list[str]]:
    """Name by table the quarters that edits consulted for the claim's services; a table not loaded is left out."""
    setting = setting_of(claim.record.claim_type)
    asked: set[tuple[str, date]] = set()
    for service in claim.services:
        if service.role == OTHER_ROLE:
            continue
        for provision in profile.tabled:
            codes = provision.params.codes
            if (codes == EVERY_CODE or service.code in codes) and provision.governs(service):
                asked.add((provision.edit.kind.table, service.date))
    used: dict[str, set[str]] = {}
    for table, on in asked:
        name = profile.tables.named(table, setting, on)
        if name:
            used.setdefault(table, set()).add(name)
    return {table: sorted(used[table]) for table in sorted(used)}
