"""A FHIR R4 ClaimResponse that answers a request for authorization, in the fields of authorization records.

Item details follow the extensions of Da Vinci PAS 2.1.0; their review action codes are those of X12 306.
"""

from collections.abc import Iterator
from typing import Any

from radonc.fhir.answer_model import AnsweredItem, ClaimResponse
from radonc.fhir.lines import procedure_code, whole
from radonc.fhir.model import Claim, Concept, Extension, Period, Quantity, Reference
from radonc.fhir.references import References
from radonc.reading import PayerProfiles
from radonc.records import Problem

_APPROVED = {"A1", "A2", "A6"}
_NUMBER = "extension-authorizationNumber"
_PERIOD = "extension-itemPreAuthPeriod"
_DETAIL = "extension-itemAuthorizedDetail"
_ACTION = "extension-reviewAction"
_ACTION_CODE = "extension-reviewActionCode"
_DAY_LENGTH = 10

Fields = dict[str, Any]


def authorizations(
    answer: ClaimResponse, request: Claim | None, references: References, profiles: PayerProfiles
) -> Iterator[tuple[Fields, list[Problem]]]:
    """Yield one authorization record for each approved code. An answer that approves nothing yields its problem."""
    shared, problems = _shared(answer, request, references, profiles)
    found = False
    for services in (_answered(answer, request), _added(answer)):
        for service in services:
            found = True
            yield shared | {name: value for name, value in service.items() if value is not None}, list(problems)
    if not found:
        yield shared, [*problems, Problem("procedure_code", "the answer approves no service with a procedure code")]


def _shared(
    answer: ClaimResponse, request: Claim | None, references: References, profiles: PayerProfiles
) -> tuple[Fields, list[Problem]]:
    problems: list[Problem] = []
    insurers = [one.value for one in references.identifiers(answer.insurer) if one.value]
    payer = next((profile for one in insurers if (profile := profiles.profile(one))), None)
    if insurers and payer is None:
        problems.append(Problem("payer", "unknown payer: no policy profile stands for the insurer"))
    coverage = request.insurance[0].coverage if request and request.insurance else Reference()
    values = {
        "authorization_number": answer.pre_auth_ref,
        "payer": payer,
        "member_id": references.member_id(answer.patient, coverage),
        "provider_npi": references.npi(answer.requestor),
        "received_date": _day(answer.created),
        **_validity(answer.pre_auth_period),
    }
    return {"type": "authorization"} | {name: value for name, value in values.items() if value is not None}, problems


def _answered(answer: ClaimResponse, request: Claim | None) -> Iterator[Fields]:
    asked = {item.sequence: item for item in request.item} if request else {}
    for item in answer.item:
        if not _is_approved(item):
            continue
        code, quantity = _authorized(item)
        requested = asked.get(item.item_sequence)
        code = code or (procedure_code(requested.product_or_service) if requested else None)
        quantity = quantity or (requested.quantity if requested else Quantity())
        if code is None:
            continue
        number = _extension(item.extension, _NUMBER)
        period = _extension(item.extension, _PERIOD)
        yield {
            "procedure_code": code,
            "approved_fractions": whole(quantity.value),
            "authorization_number": number.value_string if number else None,
            **(_validity(period.value_period) if period else {}),
        }


def _added(answer: ClaimResponse) -> Iterator[Fields]:
    for item in answer.add_item:
        code = procedure_code(item.product_or_service)
        if code is not None:
            yield {"procedure_code": code, "approved_fractions": whole(item.quantity.value)}


def _is_approved(item: AnsweredItem) -> bool:
    """An item counts as approved unless its review action says otherwise; without any action the outcome stands."""
    codes: set[str] = set()
    for adjudication in item.adjudication:
        action = _extension(adjudication.extension, _ACTION)
        stated = _extension(action.extension, _ACTION_CODE) if action else None
        codes |= set((stated.value_codeable_concept or Concept()).codes) if stated else set()
    return not codes or bool(codes & _APPROVED)


def _authorized(item: AnsweredItem) -> tuple[str | None, Quantity | None]:
    detail = _extension(item.extension, _DETAIL)
    if detail is None:
        return None, None
    product = _extension(detail.extension, "productOrServiceCode")
    quantity = _extension(detail.extension, "quantity")
    code = procedure_code(product.value_codeable_concept or Concept()) if product else None
    return code, quantity.value_quantity if quantity else None


def _extension(extensions: tuple[Extension, ...], name: str) -> Extension | None:
    return next((one for one in extensions if one.url.endswith(name)), None)


def _validity(period: Period | None) -> Fields:
    return {"valid_from": _day(period.start), "valid_to": _day(period.end)} if period else {}


def _day(text: str | None) -> str | None:
    return text[:_DAY_LENGTH] if text else None
