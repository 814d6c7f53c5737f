"""A table of medically unlikely edits is loaded for the claim's service dates and claim type."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.mue import QUARTER, NoTable
from radonc.tables.reference_tables import HOSPITAL, setting_of


def check(_params: Params, patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield claims with services no loaded table speaks of, once a claim: unknown is never clean.

    `hospital`: the table that ships is the practitioners' one and says nothing of hospital claims.
    """
    for claim in targets:
        setting = setting_of(claim.record.claim_type)
        services = [service for service in claim.services if service.role != "other"]
        unknown = [s for s in services if isinstance(patient.tables.unit_limit(setting, s.code, s.date), NoTable)]
        if unknown:
            outcome = "hospital" if setting == HOSPITAL else "default"
            yield Breach(claim=claim, outcome=outcome, evidence={"loaded": QUARTER, "services": len(unknown)})


KIND = Kind(
    name="mue_table_loaded",
    stage="claim",
    params=Params,
    check=check,
    outcomes=("default", "hospital"),
    evidence=frozenset({"loaded", "services"}),
)
