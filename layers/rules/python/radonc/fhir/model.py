"""The parts of FHIR R4 Claim and ClaimResponse that a record asks for. Everything else is passed over."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[Decimal, Field(allow_inf_nan=False, ge=0, le=1_000_000_000)]
Sequence = Annotated[int, Field(ge=1, le=1_000_000)]


class _Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, alias_generator=to_camel)


class Coding(_Element):
    """A code and the system it comes from."""

    system: str = ""
    code: Text | None = None


class Concept(_Element):
    """CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: Text | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order, whatever their system."""
        return tuple(coding.code for coding in self.coding if coding.code)


class Identifier(_Element):
    """A business identifier: member id, NPI, claim number."""

    system: str = ""
    value: Text | None = None
    type: Concept = Concept()


class Reference(_Element):
    """A reference by place, or by identifier where the thing itself is not sent."""

    reference: Text | None = None
    identifier: Identifier | None = None


class Period(_Element):
    """First and last day, as text: a time of day may follow."""

    start: str | None = None
    end: str | None = None


class Quantity(_Element):
    """Quantity or Money: only its number."""

    value: Number | None = None


class Extension(_Element):
    """An extension with the values Da Vinci PAS uses."""

    url: str = ""
    value_string: Text | None = None
    value_codeable_concept: Concept | None = None
    value_period: Period | None = None
    value_quantity: Quantity | None = None
    value_reference: Reference | None = None
    extension: "tuple[Extension, ...]" = ()


class Party(_Element):
    """Patient, Organization, Practitioner, Coverage, Condition: what a reference can lead to."""

    identifier: tuple[Identifier, ...] = ()
    subscriber_id: Text | None = None
    payor: tuple[Reference, ...] = ()
    practitioner: Reference | None = None
    code: Concept = Concept()


class Diagnosis(_Element):
    """One diagnosis of the claim."""

    sequence: Sequence
    diagnosis_codeable_concept: Concept | None = None
    diagnosis_reference: Reference | None = None


class Detail(_Element):
    """A service inside an item."""

    product_or_service: Concept = Concept()


class Item(_Element):
    """One service line."""

    sequence: Sequence
    diagnosis_sequence: tuple[Sequence, ...] = ()
    information_sequence: tuple[Sequence, ...] = ()
    revenue: Concept = Concept()
    product_or_service: Concept = Concept()
    modifier: tuple[Concept, ...] = ()
    serviced_date: str | None = None
    serviced_period: Period | None = None
    location_codeable_concept: Concept = Concept()
    quantity: Quantity = Quantity()
    net: Quantity = Quantity()
    body_site: Concept = Concept()
    detail: tuple[Detail, ...] = ()
    extension: tuple[Extension, ...] = ()


class Insurance(_Element):
    """The coverage billed and the authorizations it gave."""

    focal: bool = False
    coverage: Reference = Reference()
    pre_auth_ref: tuple[Text, ...] = ()


class CareTeamMember(_Element):
    """A provider and what they did."""

    provider: Reference = Reference()
    role: Concept = Concept()


class Related(_Element):
    """An earlier claim and how this one stands to it."""

    claim: Reference = Reference()
    relationship: Concept = Concept()
    reference: Identifier | None = None


class SupportingInfo(_Element):
    """Further information: attachments, bill type, day of receipt."""

    sequence: Sequence
    category: Concept = Concept()
    code: Concept = Concept()
    timing_date: str | None = None


class Claim(_Element):
    """Claim."""

    identifier: tuple[Identifier, ...] = ()
    status: str = ""
    use: str = ""
    type: Concept = Concept()
    sub_type: Concept = Concept()
    patient: Reference = Reference()
    created: str | None = None
    insurer: Reference = Reference()
    provider: Reference = Reference()
    related: tuple[Related, ...] = ()
    care_team: tuple[CareTeamMember, ...] = ()
    supporting_info: tuple[SupportingInfo, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    insurance: tuple[Insurance, ...] = ()
    item: tuple[Item, ...] = ()


class Adjudication(_Element):
    """The answer to one item."""

    extension: tuple[Extension, ...] = ()


class AnsweredItem(_Element):
    """The answer to an item of the request."""

    item_sequence: Sequence
    adjudication: tuple[Adjudication, ...] = ()
    extension: tuple[Extension, ...] = ()


class AddedItem(_Element):
    """A service the payer named itself."""

    product_or_service: Concept = Concept()
    quantity: Quantity = Quantity()


class ClaimResponse(_Element):
    """ClaimResponse, as the answer to a request for authorization."""

    status: str = ""
    use: str = ""
    outcome: str = ""
    patient: Reference = Reference()
    created: str | None = None
    insurer: Reference = Reference()
    requestor: Reference = Reference()
    request: Reference = Reference()
    pre_auth_ref: Text | None = None
    pre_auth_period: Period | None = None
    item: tuple[AnsweredItem, ...] = ()
    add_item: tuple[AddedItem, ...] = ()
