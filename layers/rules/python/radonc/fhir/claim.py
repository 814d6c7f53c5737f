"""A FHIR R4 Claim in the fields of a claim record."""

from typing import Any

from radonc.fhir.lines import service_line
from radonc.fhir.model import Claim, Concept, Diagnosis, Reference, SupportingInfo
from radonc.fhir.references import References
from radonc.reading import PayerProfiles
from radonc.records import Problem

_TYPES = ("professional", "institutional")
_REPLACES = {"replaces", "prior"}
_VOIDS = {"voids", "void", "cancels"}
_RENDERING = ("rendering", "performing", "primary")
_ATTENDING = "attending"
_ICD_10_CM = "icd-10-cm"
_ICD_9_CM = "icd-9-cm"
_BILL_TYPE, _RECEIVED, _ATTACHMENT = "typeofbill", "clmrecvddate", "attachment"
_DAY_LENGTH = 10


class ClaimReading:
    """Reads one Claim; `fields` and `problems` hold the outcome."""

    def __init__(self, claim: Claim, references: References, profiles: PayerProfiles) -> None:
        self.problems: list[Problem] = []
        self._claim = claim
        self._references = references
        insurance = next((one for one in claim.insurance if one.focal), None) or next(iter(claim.insurance), None)
        coverage = insurance.coverage if insurance else Reference()
        diagnoses = sorted(claim.diagnosis, key=lambda one: one.sequence)
        values = {
            "claim_id": next((one.value for one in claim.identifier if one.value), None),
            "payer": self._payer(profiles),
            "claim_type": next((code for code in claim.type.codes if code in _TYPES), None),
            **self._chain(),
            "received_date": next((one.timing_date for one in self._informed(_RECEIVED)), claim.created),
            "member_id": references.member_id(claim.patient, coverage),
            "billing_provider_npi": references.npi(claim.provider),
            "rendering_provider_npi": self._rendering(),
            "bill_type": self._bill_type(),
            "authorization_number": self._authorization(),
        }
        self.fields: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        received = self.fields.get("received_date")
        if received:
            self.fields["received_date"] = received[:_DAY_LENGTH]
        self.fields["diagnoses"] = [self._diagnosis(one, index) for index, one in enumerate(diagnoses)]
        places = {one.sequence: index for index, one in enumerate(diagnoses, 1)}
        self.fields["lines"] = lines = self._lines(places)
        sites = {line.get("place_of_service") for line in lines}
        # R4 knows places only by item; one place for all of them is the place of the claim.
        if len(sites) == 1 and None not in sites:
            self.fields["place_of_service"] = sites.pop()
            for line in lines:
                del line["place_of_service"]

    def _lines(self, places: dict[int, int]) -> list[dict[str, Any]]:
        attachments = {one.sequence: _kind(one) for one in self._informed(_ATTACHMENT)}
        lines = []
        for index, item in enumerate(self._claim.item):
            fields, problems = service_line(item, places, attachments)
            lines.append(fields)
            self.problems += [Problem(f"lines[{index}].{one.field}", one.reason) for one in problems]
        return lines

    def _payer(self, profiles: PayerProfiles) -> str | None:
        candidates = list(self._references.identifiers(self._claim.insurer))
        for insurance in self._claim.insurance:
            covered = self._references.party(insurance.coverage)
            for payor in covered.payor if covered else ():
                candidates += self._references.identifiers(payor)
        sent = [one.value for one in candidates if one.value]
        profile = next((found for value in sent if (found := profiles.profile(value))), None)
        if sent and profile is None:
            self.problems.append(Problem("payer", "unknown payer: no policy profile stands for the insurer"))
        return profile

    def _chain(self) -> dict[str, str | None]:
        """Which earlier claim this one replaces or voids."""
        for related in self._claim.related:
            codes = set(related.relationship.codes)
            voids = bool(codes & _VOIDS)
            if not voids and not codes & _REPLACES:
                continue
            original = related.reference.value if related.reference else None
            original = original or next(
                (one.value for one in self._references.identifiers(related.claim) if one.value), None
            )
            return {"frequency_code": "8" if voids else "7", "original_claim_id": original}
        return {}

    def _rendering(self) -> str | None:
        roles = (*_RENDERING, _ATTENDING) if "institutional" in self._claim.type.codes else _RENDERING
        for role in roles:
            for member in self._claim.care_team:
                if role in member.role.codes:
                    return self._references.npi(member.provider)
        return None

    def _bill_type(self) -> str | None:
        informed = [code for one in self._informed(_BILL_TYPE) for code in one.code.codes]
        return next(iter(informed), None)

    def _authorization(self) -> str | None:
        numbers = list(dict.fromkeys(number for one in self._claim.insurance for number in one.pre_auth_ref))
        if len(numbers) > 1:
            reason = "insurance.preAuthRef names several authorizations; one claim is read under one"
            self.problems.append(Problem("authorization_number", reason))
        return numbers[0] if numbers else None

    def _diagnosis(self, diagnosis: Diagnosis, index: int) -> str:
        concept = diagnosis.diagnosis_codeable_concept
        if concept is None and diagnosis.diagnosis_reference is not None:
            condition = self._references.party(diagnosis.diagnosis_reference)
            concept = condition.code if condition else None
        code = _icd_10_cm(concept or Concept())
        if code is None:
            old = concept and any(_ICD_9_CM in coding.system for coding in concept.coding)
            reason = "is ICD-9-CM" if old else "has no ICD-10-CM code that can be found"
            self.problems.append(Problem(f"diagnoses[{index}]", reason))
        return code or ""

    def _informed(self, category: str) -> list[SupportingInfo]:
        return [one for one in self._claim.supporting_info if category in one.category.codes]


def _icd_10_cm(concept: Concept) -> str | None:
    systems = (coding.code for coding in concept.coding if coding.code and _ICD_10_CM in coding.system.lower())
    return next(systems, None)


def _kind(information: SupportingInfo) -> str:
    return next(iter(information.code.codes), None) or information.code.text or _ATTACHMENT
