"""The dated tables an edit rests on are loaded for the claim's service dates; else it is said, once a claim."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from radonc.checks.code_pair_allowed import company
from radonc.checks.kind import Kind, Params
from radonc.checks.off_claim_of_imrt_plan import outpatient
from radonc.codes import OTHER_ROLE
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.reference.fee_schedule import indicator
from radonc.reference.ncci_hospital import IMRT_PLAN, table_covers
from radonc.tables.quarters import fiscal_year, quarter_of
from radonc.tables.reference_tables import setting_of

Table = Literal["ncci_ptp", "imrt_plan_claim", "add_on", "icd10cm"]
ADD_ON = "ZZZ"
"""Global days of an add-on code in the fee schedule."""

FISCAL_YEAR_BEGINS = 10


class NeededTable(Params):
    """The table the claim's services put a question to."""

    table: Table


def check(params: NeededTable, patient: Patient, targets: Sequence[Claim]) -> Iterator[Breach]:
    """Yield claims with a question no loaded table answers; a claim that asks nothing is not remarked."""
    asks = _QUESTIONS[params.table]
    for claim in targets:
        open_dates = {s.date for s in claim.services if s.role != OTHER_ROLE and asks(patient, s)}
        if open_dates:
            evidence = {
                "missing": ", ".join(sorted({_period(params.table, on) for on in open_dates})),
                "setting": setting_of(claim.record.claim_type),
            }
            yield Breach(claim=claim, evidence=evidence)


def _pairs(patient: Patient, service: Service) -> bool:
    pairs = patient.tables.code_pairs(setting_of(service.claim.record.claim_type), service.date)
    day = patient.days[service.date]
    return not (pairs and pairs.speaks_for(service.date)) and any(company(day, service, day.services))


def _imrt_plan(_patient: Patient, service: Service) -> bool:
    if service.code == IMRT_PLAN or table_covers(service.date) or not outpatient(service.claim):
        return False
    return any(line.procedure_code == IMRT_PLAN for line in service.claim.record.lines)


def _add_on(patient: Patient, service: Service) -> bool:
    row = indicator(service.code, service.date)
    return bool(row and row.global_days == ADD_ON) and patient.tables.add_on_rule(service.code, service.date) is None


def _diagnoses(patient: Patient, service: Service) -> bool:
    return not patient.tables.has_diagnoses_of(service.date)


_QUESTIONS: Mapping[Table, Callable[[Patient, Service], bool]] = {
    "ncci_ptp": _pairs,
    "imrt_plan_claim": _imrt_plan,
    "add_on": _add_on,
    "icd10cm": _diagnoses,
}


def _period(table: Table, on: date) -> str:
    if table == "icd10cm":
        return fiscal_year(on.year + (on.month >= FISCAL_YEAR_BEGINS)).name
    return quarter_of(on).name


KIND = Kind(
    name="table_loaded",
    stage="claim",
    params=NeededTable,
    check=check,
    evidence=frozenset({"missing", "setting"}),
)
