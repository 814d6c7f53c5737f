"""The diagnosis a service is billed for is coded to the specificity ICD-10-CM offers (D-18)."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.normalise import ENCOUNTER_FOR_RADIOTHERAPY
from radonc.reference.diagnosis_codes import DENY, OK, PEND, LeftOpen, Strictness, specificity

_WORDS = {
    LeftOpen.NOTHING: "is on the payer's list",
    LeftOpen.LATERALITY: "leaves the side open",
    LeftOpen.SITE: "names no site",
    LeftOpen.PRIMARY: "names no primary site",
    LeftOpen.SUBSITE: "leaves the part of the site open",
    LeftOpen.TITLE_WORD: "is worded as unspecified",
}
_OUTCOMES = {DENY: "default", PEND: "unknown_primary"}


class SpecificityRule(Params):
    """How a payer reads `unspecified`: `strictness`; `listed` codes for `list`; `allowed` codes that always pass."""

    strictness: Strictness = Strictness.DEFAULT
    listed: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


def check(params: SpecificityRule, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services by their first pointed diagnosis that is not the encounter for radiotherapy (Z51.0).

    `part_open`: only remarked, and once for each diagnosis of a claim.
    """
    remarked: set[tuple[Claim, str]] = set()
    for service in targets:
        code = next((code for code in service.diagnoses if code != ENCOUNTER_FOR_RADIOTHERAPY), None)
        if code is None or service.role == "other":
            continue
        table = patient.tables.imported_diagnoses(service.date)
        found = specificity(code, params.strictness, listed=params.listed, allowed=params.allowed, table=table)
        if found.outcome == OK:
            continue
        outcome = _OUTCOMES.get(found.outcome, "part_open")
        if outcome == "part_open":
            if (service.claim, code) in remarked:
                continue
            remarked.add((service.claim, code))
        evidence = {"diagnosis": code, "left_open": _WORDS[found.left_open]}
        yield Breach(service=service, outcome=outcome, evidence=evidence)


KIND = Kind(
    name="diagnosis_specific",
    stage="line",
    params=SpecificityRule,
    check=check,
    outcomes=("default", "unknown_primary", "part_open"),
    evidence=frozenset({"diagnosis", "left_open"}),
    table="icd10cm",
)
