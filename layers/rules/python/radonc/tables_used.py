"""Which quarters of which tables stood behind a decision."""

from radonc.codes import OTHER_ROLE
from radonc.model.claim import Claim
from radonc.profiles import Profile
from radonc.tables.reference_tables import setting_of


def tables_used(profile: Profile, claim: Claim) -> dict[str, list[str]]:
    """Name by table the quarters that edits consulted for the claim's services; a table not loaded is left out."""
    setting = setting_of(claim.record.claim_type)
    bearing, names = profile.bearings.of, profile.tables.names
    asked = {(bearing(service).tables, service.date) for service in claim.services if service.role != OTHER_ROLE}
    used: dict[str, set[str]] = {}
    for tables, on in asked:
        for table, name in names(tables, setting, on):
            used.setdefault(table, set()).add(name)
    return {table: sorted(used[table]) for table in sorted(used)}
