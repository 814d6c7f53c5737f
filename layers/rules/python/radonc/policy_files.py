"""The form of catalogue and policy files: every refusal names file, place, field and what was expected."""

from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from radonc.codes import CODES
from radonc.model.finding import CATEGORIES
from radonc.reference.shipped_files import ReferenceDataError

T = TypeVar("T", bound=BaseModel)
Severity = Literal["deny", "pend", "reduce", "warn", "info"]
Component = Literal["technical", "professional", "global"]
Setting = Literal["institutional", "freestanding", "hospital_outpatient", "inpatient", "ambulatory_surgical", "unknown"]


class PolicyError(ValueError):
    """A policy or catalogue file that cannot be used: names file, place, field, what was expected."""


def _expand(value: Any) -> Any:
    """Replace `@GROUP` by the codes of the group; `*` alone stands for every code."""
    if not isinstance(value, list):
        return value
    codes: set[str] = set()
    for entry in value:
        if isinstance(entry, str) and entry.startswith("@"):
            try:
                codes |= CODES.group(entry[1:])
            except ReferenceDataError as error:
                raise ValueError(str(error)) from None
        else:
            codes.add(entry)
    return frozenset(codes)


def _prefixes(value: Any) -> Any:
    """Replace `@set` by the prefixes of a diagnosis set and drop dots."""
    if not isinstance(value, list):
        return value
    prefixes: list[str] = []
    for entry in value:
        if isinstance(entry, str) and entry.startswith("@"):
            try:
                prefixes += CODES.diagnosis_prefixes(entry[1:])
            except ReferenceDataError as error:
                raise ValueError(str(error)) from None
        else:
            prefixes.append(str(entry).replace(".", "").upper())
    return tuple(prefixes)


Codes = Annotated[frozenset[str], BeforeValidator(_expand)]
Prefixes = Annotated[tuple[str, ...], BeforeValidator(_prefixes)]
EVERY_CODE = frozenset({"*"})


_EXACT: dict[Any, tuple[type, str]] = {
    int: (int, "a whole number, without quotes"),
    bool: (bool, "true or false, without quotes"),
    date: (date, "a date like 2025-07-01, without quotes"),
}


@cache
def _exact_type(model: type[BaseModel], field: str) -> tuple[type, str] | None:
    annotation = model.model_fields[field].annotation
    return next((_EXACT[wanted] for wanted in (annotation, *get_args(annotation)) if wanted in _EXACT), None)


class PolicyModel(BaseModel):
    """Base of everything read from a policy file: unknown fields are refused, values are frozen and never guessed."""

    # compiled policies are put together unchecked: the models' validators are built when a file is read
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _never_guessed(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse text that merely looks like a number, a date or a yes."""
        exact = _exact_type(cls, info.field_name or "")
        if exact and value is not None and type(value) is not exact[0]:
            raise ValueError(f"must be {exact[1]}; found {value!r}")
        return value


class Where(PolicyModel):
    """Which services of the named codes a provision speaks of; what is left out does not restrict."""

    component: frozenset[Component] = frozenset()
    claim_type: frozenset[Literal["professional", "institutional"]] = frozenset()
    setting: frozenset[Setting] = frozenset()
    modifier: frozenset[str] = frozenset()
    without_modifier: frozenset[str] = frozenset()
    diagnosis: Prefixes = ()
    without_diagnosis: Prefixes = ()


ANYWHERE = Where()


class CitationSpec(PolicyModel):
    """Source document, place in it, ledger rule; `codes` limits it to some of the provision's codes."""

    source: str
    locator: str
    title: str = ""
    rule: str = ""
    codes: Codes = frozenset()
    effective: date | None = None


class OutcomeSpec(PolicyModel):
    """What one outcome of a check becomes. Fields left out are those of the default outcome."""

    severity: Severity | None = None
    group: Literal["CO", "OA", "PI", "PR"] | None = None
    carc: str | None = None
    rarc: list[str] | None = None
    message: str | None = None
    suggestion: str | None = None


class ConflictSpec(PolicyModel):
    """Two sources that disagree on the subject of an edit, and how it is decided (shown in every finding)."""

    id: str
    decided: str
    publishers: frozenset[str] = frozenset()
    citation: list[CitationSpec] = Field(min_length=1)


class ProvisionSpec(PolicyModel):
    """One publisher's dated statement of an edit."""

    edit: str = ""
    publisher: str = ""
    effective: date
    until: date | None = None
    verified: date
    switch: Literal["on", "off"] = "on"
    severity: Severity | None = None
    severities: dict[str, Severity] = {}
    parameters: dict[str, Any] = {}
    where: Where = ANYWHERE
    citation: list[CitationSpec] = Field(min_length=1)
    ours: str = ""


class EditSpec(PolicyModel):
    """One edit of the catalogue with the provisions that gave rise to it."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$")]
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
    category: Literal[CATEGORIES]  # type: ignore[valid-type]
    check: str
    what: str
    why: str
    outcome: dict[str, OutcomeSpec]
    conflict: list[ConflictSpec] = []
    provision: list[ProvisionSpec] = []
    retired: date | None = None


class Adoption(PolicyModel):
    """A publisher whose provisions a payer takes over; `at_most` caps their severity, `soften` takes one step off."""

    publisher: str
    at_most: Severity | None = None
    soften: bool = False


class OverrideSpec(PolicyModel):
    """Single values a payer sets differently from the provision it would otherwise take over."""

    edit: str
    effective: date | None = None
    until: date | None = None
    severity: Severity | None = None
    severities: dict[str, Severity] = {}
    parameters: dict[str, Any] = {}
    citation: list[CitationSpec] = Field(min_length=1)


class PayerCodeSpec(PolicyModel):
    """A payer's own denial code for findings of some categories, from a service date on."""

    code: str
    effective: date
    categories: frozenset[str]
    citation: CitationSpec


class ProfileSpec(PolicyModel):
    """A policy profile: whom it adopts, what it switches, what it overrides. Only `judges_claims` ones take claims."""

    payer: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    judges_claims: bool = True
    adopts: list[Adoption] = []
    switches: dict[str, Literal["on", "off"]] = {}
    override: list[OverrideSpec] = []
    payer_code: list[PayerCodeSpec] = []
    provision: list[ProvisionSpec] = []
    predates_2026_codes: bool = True
    payer_ids: list[str] = []


def build(table: dict[str, Any], model: type[T], place: str) -> T:
    """Type a table by its model. Raises PolicyError naming place, field and what was expected."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise PolicyError("\n".join(_reasons(error, place, model))) from None


def _reasons(error: ValidationError, place: str, model: type[BaseModel]) -> list[str]:
    return [
        f"{place}: {_path(detail['loc'])}: {_expected(detail, model)}" for detail in error.errors(include_url=False)
    ]


def _path(steps: tuple[int | str, ...]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def _expected(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Say what was expected at a place; an unknown field is answered with those there are and the nearest one."""
    if detail["type"] == "missing":
        return "is required"
    if detail["type"] != "extra_forbidden":
        return detail["msg"].removeprefix("Value error, ")
    names = [step for step in detail["loc"] if isinstance(step, str)]
    fields = (_NESTED.get(names[-2], model) if len(names) > 1 else model).model_fields
    near = get_close_matches(names[-1], fields, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"is not a field here; fields are {', '.join(fields)}{hint}"


_NESTED: dict[str, type[BaseModel]] = {
    "adopts": Adoption,
    "citation": CitationSpec,
    "conflict": ConflictSpec,
    "override": OverrideSpec,
    "payer_code": PayerCodeSpec,
    "provision": ProvisionSpec,
    "where": Where,
}
