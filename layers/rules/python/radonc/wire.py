"""Shapes of the records that arrive: strict, frozen, unknown fields refused (contract: records in)."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from radonc.codes import CODES, OTHER_ROLE
from radonc.npi import npi_is_valid

EARLIEST = date(1990, 1, 1)
LATEST = date(2099, 12, 31)


def _plausible(value: date) -> date:
    if not EARLIEST <= value <= LATEST:
        raise PydanticCustomError("implausible_date", "must be a date between 1990-01-01 and 2099-12-31")
    return value


def _npi(value: str) -> str:
    if not npi_is_valid(value):
        raise PydanticCustomError("npi", "must be ten digits that end in a valid NPI check digit")
    return value


def _bill_type(value: str) -> str:
    return value[1:] if len(value) == 4 else value


def _diagnosis(value: str) -> str:
    return value.replace(".", "").upper()


def _capitals(value: str) -> str:
    """Capitals of plain letters: those of others may be longer than the text was allowed to be."""
    return value.upper() if value.isascii() else value


def _money(value: str) -> str:
    """One text for one amount, however its format writes it: 240.00, 240.0 and 240 are the same charge."""
    whole, _, cents = value.partition(".")
    cents = cents.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{cents}" if cents else whole.lstrip("0") or "0"


Day = Annotated[date, AfterValidator(_plausible)]
Npi = Annotated[str, AfterValidator(_npi)]
# Characters that are not seen but move a terminal's cursor, reorder text or make two equal-looking ids different.
_UNSEEN = r"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_TEXT = rf"^[^\s{_UNSEEN}]([^{_UNSEEN}]*[^\s{_UNSEEN}])?$"
Text = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_TEXT)]
_CODE = rf"^[^{_UNSEEN}]*$"
LineProcedureCode = Annotated[
    str, StringConstraints(max_length=48, strip_whitespace=True, pattern=_CODE), AfterValidator(_capitals)
]
ProcedureCode = Annotated[
    str, StringConstraints(min_length=1, max_length=48, strip_whitespace=True, pattern=_CODE), AfterValidator(_capitals)
]
_MODIFIER = r"^[A-Za-z0-9]{2}$"
_PLACE = r"^[0-9]{2}$"
_BILL_TYPE = r"^0?[1-9][0-9][0-9A-Z]$"
_DIAGNOSIS = r"^[A-Za-z0-9]{3}\.{0,2}[A-Za-z0-9]{0,4}$"
_MONEY = r"^[0-9]{1,9}(\.[0-9]{1,2})?$"
_REVENUE = r"^[0-9]{3,4}$"
FORMS = {
    _TEXT: "must begin and end with a visible character and hold none that is unseen",
    _CODE: "must hold no unseen character",
    _MODIFIER: "must be two letters or digits",
    _PLACE: "must be two digits",
    _BILL_TYPE: "must be a type of bill such as 131 or 0131",
    _DIAGNOSIS: "must be an ICD-10-CM code, with its dot or without",
    _MONEY: "must be an amount such as 240.00, without sign or separators",
    _REVENUE: "must be three or four digits",
}
Modifier = Annotated[str, StringConstraints(to_upper=True, pattern=_MODIFIER)]
PlaceOfService = Annotated[str, StringConstraints(pattern=_PLACE)]
BillType = Annotated[str, StringConstraints(pattern=_BILL_TYPE), AfterValidator(_bill_type)]
Diagnosis = Annotated[str, StringConstraints(pattern=_DIAGNOSIS), AfterValidator(_diagnosis)]
Money = Annotated[str, StringConstraints(pattern=_MONEY), AfterValidator(_money)]
Pointer = Annotated[int, Field(ge=1, le=99)]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Clinical(_Record):
    """Performance scores a submitter may add (D-05): Karnofsky 0-100, ECOG 0-5."""

    karnofsky: Annotated[int, Field(ge=0, le=100)] | None = None
    ecog: Annotated[int, Field(ge=0, le=5)] | None = None


class ServiceLineRecord(_Record):
    """One service line of a claim as submitted; pointers count from one.

    A hospital's line may carry a revenue code alone (837I: SV202 is situational); its procedure code is empty.
    """

    line_number: Annotated[int, Field(ge=1, le=999_999)]
    procedure_code: LineProcedureCode = ""
    modifiers: Annotated[tuple[Modifier, ...], Field(max_length=4)] = ()
    units: Annotated[int, Field(gt=0, le=99_999)]
    service_date: Day
    service_date_end: Day | None = None
    diagnosis_pointers: Annotated[tuple[Pointer, ...], Field(max_length=12)] = ()
    place_of_service: PlaceOfService | None = None
    authorization_number: Text | None = None
    treatment_site: Text | None = None
    revenue_code: Annotated[str, StringConstraints(pattern=_REVENUE)] | None = None
    charge: Money | None = None
    documents: tuple[Text, ...] = ()

    @property
    def span_days(self) -> int:
        """Calendar days from the first to the last service date, both included; below one when reversed."""
        return 1 if self.service_date_end is None else (self.service_date_end - self.service_date).days + 1

    @property
    def counted_by_day(self) -> bool:
        """Whether a date range stands for one unit a day: codes of the field, but those reported per block."""
        return self.procedure_code not in CODES.block_codes and CODES.role(self.procedure_code) != OTHER_ROLE

    @property
    def dates(self) -> tuple[date, ...]:
        """Dates the line stands for: each day of a range where the code is counted by day, else the first."""
        if self.service_date_end is None or not self.counted_by_day:
            return (self.service_date,)
        return tuple(self.service_date + timedelta(days=offset) for offset in range(self.span_days))


class ClaimRecord(_Record):
    """One claim as submitted: 1 to 999 service lines of one member."""

    type: Literal["claim"] = "claim"
    claim_id: Text
    payer: Text
    claim_type: Literal["professional", "institutional"]
    frequency_code: Literal["1", "7", "8"] = "1"
    original_claim_id: Text | None = None
    received_date: Day
    member_id: Text
    billing_provider_npi: Npi
    rendering_provider_npi: Npi | None = None
    place_of_service: PlaceOfService | None = None
    bill_type: BillType | None = None
    diagnoses: Annotated[tuple[Diagnosis, ...], Field(min_length=1, max_length=25)]
    authorization_number: Text | None = None
    clinical: Clinical | None = None
    lines: Annotated[tuple[ServiceLineRecord, ...], Field(min_length=1, max_length=999)]


class AuthorizationRecord(_Record):
    """The notification services were approved under; the records of one number form one authorization (D-08)."""

    type: Literal["authorization"]
    authorization_number: Text
    payer: Text
    member_id: Text
    procedure_code: ProcedureCode
    technique: Text | None = None
    approved_fractions: Annotated[int, Field(ge=0, le=999)] | None = None
    provider_npi: Npi | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    diagnoses: Annotated[tuple[Diagnosis, ...], Field(max_length=25)] = ()
    received_date: Day | None = None


Record = ClaimRecord | AuthorizationRecord
