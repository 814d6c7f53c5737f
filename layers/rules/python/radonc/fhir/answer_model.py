"""The parts of a FHIR R4 ClaimResponse that an authorization record asks for."""

from radonc.fhir.model import Concept, Element, Extension, Period, Quantity, Reference, Sequence, Text


class Adjudication(Element):
    """The answer to one item."""

    extension: tuple[Extension, ...] = ()


class AnsweredItem(Element):
    """The answer to an item of the request."""

    item_sequence: Sequence
    adjudication: tuple[Adjudication, ...] = ()
    extension: tuple[Extension, ...] = ()


class AddedItem(Element):
    """A service the payer named itself."""

    product_or_service: Concept = Concept()
    quantity: Quantity = Quantity()


class ClaimResponse(Element):
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
