"""Which FHIR resource is what: claims and authorization answers, alone or in a Bundle."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from radonc.fhir.answer_model import ClaimResponse
from radonc.fhir.authorization import authorizations
from radonc.fhir.claim import ClaimReading
from radonc.fhir.model import Claim, Reference
from radonc.fhir.references import References, Resource
from radonc.reading import PayerProfiles, Position, Rejected, Unread
from radonc.records import Problem

_REFUSED = ("ExplanationOfBenefit",)
_DEEPEST_PATH = 8
_ACTIVE = "active"
_CLAIM = "claim"
_AUTHORIZATION = "preauthorization"

Found = Unread | Rejected


def read_resource(resource: Resource, position: Position, profiles: PayerProfiles) -> Iterator[Found]:
    """Yield the records of one resource. In a Bundle, resources that hold no record serve references."""
    if resource.get("resourceType") != "Bundle":
        yield from _record(resource, References(), position, profiles, alone=True)
        return
    entries = resource.get("entry")
    sent = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    references = References(sent)
    for number, entry in enumerate(sent, 1):
        inner = entry.get("resource")
        if isinstance(inner, dict):
            yield from _record(inner, references, {**position, "entry": number}, profiles, alone=False)


def _record(
    resource: Resource, references: References, position: Position, profiles: PayerProfiles, *, alone: bool
) -> Iterator[Found]:
    kind = resource.get("resourceType")
    inside = references.inside(resource)
    try:
        if kind == "Claim":
            yield _claim(Claim.model_validate(resource), inside, position, profiles)
        elif kind == "ClaimResponse":
            yield from _answer(ClaimResponse.model_validate(resource), inside, position, profiles)
        elif alone or kind in _REFUSED:
            reason = "resources of this type are not read, only Claim, ClaimResponse and Bundles of them"
            yield Rejected(position, "resourceType", reason)
    except ValidationError as error:
        yield Rejected.of(tuple(_problems(error)), position, _claim_id(resource))


def _claim(claim: Claim, references: References, position: Position, profiles: PayerProfiles) -> Unread:
    reading = ClaimReading(claim, references, profiles)
    problems = reading.problems
    if claim.use != _CLAIM:
        problems.insert(0, Problem("use", "must be claim: a request for authorization is not adjudicated"))
    if claim.status != _ACTIVE:
        problems.insert(0, Problem("status", "must be active: drafts, errors and cancelled claims are not adjudicated"))
    return Unread(reading.fields, position, problems)


def _answer(
    answer: ClaimResponse, references: References, position: Position, profiles: PayerProfiles
) -> Iterator[Found]:
    if answer.use != _AUTHORIZATION or answer.status != _ACTIVE or answer.outcome not in ("complete", "partial"):
        yield Rejected(position, "use", "is not an active answer to a request for authorization")
        return
    request = _request(answer.request, references)
    for fields, problems in authorizations(answer, request, references, profiles):
        yield Unread(fields, position, problems)


def _request(reference: Reference, references: References) -> Claim | None:
    resource = references.resource(reference)
    try:
        return Claim.model_validate(resource) if resource else None
    except ValidationError:
        return None


def _problems(error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        path = ".".join(str(step) for step in detail["loc"][:_DEEPEST_PATH])
        yield Problem(path or "record", detail["msg"])


def _claim_id(resource: Resource) -> str | None:
    identifiers: Any = resource.get("identifier")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else None
    value = first.get("value") if isinstance(first, dict) else None
    return value if isinstance(value, str) else None
