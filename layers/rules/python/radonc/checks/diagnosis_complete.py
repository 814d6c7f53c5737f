"""Every diagnosis of a service is a complete ICD-10-CM code of the service date."""

from collections.abc import Iterator, Sequence

from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.diagnosis_codes import DiagnosisStatus

_CATEGORY = 3
_WORDS = {
    DiagnosisStatus.MALFORMED: "not of the form of an ICD-10-CM code",
    DiagnosisStatus.TRUNCATED: "a heading that needs more characters",
    DiagnosisStatus.UNKNOWN: "not in the tables",
}


def check(_params: Params, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services with a diagnosis (pointed, or any of an institutional claim) that is no complete code.

    `other_year`: the tables loaded are not those of the service date and could differ from them.
    """
    for service in targets:
        if service.role == "other":
            continue
        for code in service.diagnoses:
            status = patient.tables.diagnosis_status(code, service.date)
            if status is DiagnosisStatus.VALID:
                continue
            evidence = {"diagnosis": code, "status": _WORDS[status]}
            yield Breach(service=service, outcome=_outcome(patient, service, code, status), evidence=evidence)
            break


def _outcome(patient: Patient, service: Service, code: str, status: DiagnosisStatus) -> str:
    """Tell what is sure in every year (no code, a three-character heading) from what only the tables' year decides."""
    heading = status is DiagnosisStatus.TRUNCATED and len(code) == _CATEGORY
    if status is DiagnosisStatus.MALFORMED or heading or patient.tables.has_diagnoses_of(service.date):
        return "default"
    return "other_year"


KIND = Kind(
    name="diagnosis_complete",
    stage="line",
    params=Params,
    check=check,
    outcomes=("default", "other_year"),
    evidence=frozenset({"diagnosis", "status"}),
    table="icd10cm",
)
