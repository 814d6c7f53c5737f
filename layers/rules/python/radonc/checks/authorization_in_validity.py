"""The service date lies within the validity the authorization states (D-07)."""

from collections.abc import Iterator, Sequence

from radonc.authorizations import Authorization
from radonc.checks.kind import Kind, Params
from radonc.model.claim import Service
from radonc.model.course import Patient
from radonc.model.finding import Breach
from radonc.precert import GIVEN_UNLISTED, NOT_COVERED, listed, reach


def check(_params: Params, patient: Patient, targets: Sequence[Service]) -> Iterator[Breach]:
    """Yield services of the precertification table dated outside the validity of the authorization they name."""
    for service in targets:
        held = patient.authorizations.get(service.authorization_number or "")
        if held is None or not listed(service.code, service.date):
            continue
        opening = _opening(held, service)
        if opening.covers_date(service.date):
            continue
        starts = [record.valid_from.isoformat() for record in opening.records if record.valid_from]
        ends = [record.valid_to.isoformat() for record in opening.records if record.valid_to]
        evidence = {"valid_from": min(starts, default="any date"), "valid_to": max(ends, default="any date")}
        yield Breach(service=service, evidence=evidence)


def _opening(held: Authorization, service: Service) -> Authorization:
    """Keep the records that open the service's code: guidance approved for June does not prolong treatment (D-08)."""
    if len(held.records) == 1:
        return held
    single = (Authorization(held.number, (record,)) for record in held.records)
    opening = tuple(record for one in single for record in one.records if _opens(one, service))
    return Authorization(held.number, opening or held.records)


def _opens(held: Authorization, service: Service) -> bool:
    verdict = reach(held, service.code, service.date, service.diagnoses).verdict
    return verdict not in (NOT_COVERED, GIVEN_UNLISTED)


KIND = Kind(
    name="authorization_in_validity",
    stage="line",
    params=Params,
    check=check,
    evidence=frozenset({"valid_from", "valid_to"}),
)
