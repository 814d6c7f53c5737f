"""The parts of a FHIR R4 Claim that a record asks for. Everything else is passed over."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[Decimal, Field(allow_inf_nan=False, ge=0, le=1_000_000_000)]
Sequence = Annotated[int, Field(ge=1, le=1_000_000)]


class Element(BaseModel):
    """Any element: frozen, unknown content passed over, models built on first use."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, alias_generator=to_camel)


class Coding(Element):
    """A code and the system it comes from."""

    system: str = ""
    code: Text | None = None


class Concept(Element):
    """CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: Text | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order, whatever their system."""
        return tuple(coding.code for coding in self.coding if coding.code)


class Identifier(Element):
    """A business identifier: member id, NPI, claim number."""

    system: str = ""
    value: Text | None = None
    type: Concept = Concept()


class Reference(Element):
    """A reference by place, or by identifier where the thing itself is not sent."""

    reference: Text | None = None
    identifier: Identifier | None = None


class Period(Element):
    """First and last day, as text: a time of day may follow."""

    start: str | None = None
    end: str | None = None


class Quantity(Element):
    """Quantity or Money: only its number."""

    value: Number | None = None


class Extension(Element):
    """An extension with the values Da Vinci PAS uses."""

    url: str = ""
    value_string: Text | None = None
    value_codeable_concept: Concept | None = None
    value_period: Period | None = None
    value_quantity: Quantity | None = None
    extension: "tuple[Extension, ...]" = ()


class Party(Element):
    """Patient, Organization, Practitioner, Coverage, Condition: what a reference can lead to."""

    identifier: tuple[Identifier, ...] = ()
    subscriber_id: Text | None = None
    payor: tuple[Reference, ...] = ()
    practitioner: Reference | None = None
    code: Concept = Concept()


class Diagnosis(Element):
    """One diagnosis of the claim."""

    sequence: Sequence
    diagnosis_codeable_concept: Concept | None = None
    diagnosis_reference: Reference | None = None


class Detail(Element):
    """A service inside an item."""

    product_or_service: Concept = Concept()


class Item(Element):
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


class Insurance(Element):
    """The coverage billed and the authorizations it gave."""

    focal: bool = False
    coverage: Reference = Reference()
    pre_auth_ref: tuple[Text, ...] = ()


class CareTeamMember(Element):
    """A provider and what they did."""

    provider: Reference = Reference()
    role: Concept = Concept()


class Related(Element):
    """An earlier claim and how this one stands to it."""

    claim: Reference = Reference()
    relationship: Concept = Concept()
    reference: Identifier | None = None


class SupportingInfo(Element):
    """Further information: attachments, bill type, day of receipt."""

    sequence: Sequence
    category: Concept = Concept()
    code: Concept = Concept()
    timing_date: str | None = None


class Claim(Element):
    """Claim."""

    identifier: tuple[Identifier, ...] = ()
    status: str = ""
    use: str = ""
    type: Concept = Concept()
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
