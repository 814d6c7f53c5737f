"""Who sends an answer to whom, when, and under which control number: all of it given, nothing looked up."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

NOT_GIVEN = "NOT GIVEN"
_KINDS: Mapping[str, type] = {
    "day": date,
    "time": str,
    "control_number": int,
    "usage": str,
    "sender": str,
    "receiver": str,
}
_EXPECTED: Mapping[type, str] = {date: "a date as YYYY-MM-DD", str: "text", int: "a whole number"}


class EnvelopeError(ValueError):
    """An envelope file that does not hold what an envelope needs. Its text names the field, never a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerParty:
    """A payer as the transactions name it; `tax_id` nine digits, `filing_indicator` a claim filing indicator code."""

    id: str
    name: str
    tax_id: str = "000000000"
    address: str = NOT_GIVEN
    city: str = NOT_GIVEN
    state: str = ""
    postal_code: str = ""
    contact: str = NOT_GIVEN
    telephone: str = "0000000000"
    filing_indicator: str = "ZZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Date, time and control number of an interchange, its two ends, and the names the claim records do not hold.

    `payers` is keyed by policy profile, `providers` maps an NPI to a name.
    """

    day: date
    time: str = "0000"
    control_number: int = 1
    usage: str = "P"
    sender: str = "RADONC"
    receiver: str = "SUBMITTER"
    payers: Mapping[str, PayerParty] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)

    def payer(self, profile: str) -> PayerParty:
        """Name a payer; one the envelope does not list goes by its profile."""
        return self.payers.get(profile) or PayerParty(id=profile, name=profile)

    def provider(self, npi: str) -> str:
        """Name a provider."""
        return self.providers.get(npi, NOT_GIVEN)


def read_envelope(text: str, day: date) -> Envelope:
    """Read an envelope from TOML; a date the file does not give is `day`. Raises EnvelopeError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvelopeError(f"is not TOML: {error}") from None
    payers = {name: _party(name, entry) for name, entry in _table(data.pop("payers", {}), "payers").items()}
    providers = _texts(_table(data.pop("providers", {}), "providers"), "providers")
    plain = _checked(data)
    return replace(Envelope(day=plain.pop("day", day)), payers=payers, providers=providers, **plain)


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    for name, value in data.items():
        if name not in _KINDS:
            known = ", ".join((*_KINDS, "payers", "providers"))
            raise EnvelopeError(f"{name[:40]}: is not a field of an envelope; its fields are {known}")
        if type(value) is not _KINDS[name]:
            raise EnvelopeError(f"{name}: must be {_EXPECTED[_KINDS[name]]}")
    time, number, usage = data.get("time", "0000"), data.get("control_number", 1), data.get("usage", "P")
    if not (len(time) == 4 and time.isdigit() and time[:2] < "24" and time[2:] < "60"):
        raise EnvelopeError("time: must be hours and minutes as HHMM")
    if not 1 <= number <= 999_999_999:
        raise EnvelopeError("control_number: must be between 1 and 999999999")
    if usage not in ("P", "T"):
        raise EnvelopeError("usage: must be P (production) or T (test)")
    return data


def _party(profile: str, entry: Any) -> PayerParty:
    values = _texts(_table(entry, f"payers.{profile}"), f"payers.{profile}")
    known = {each.name for each in fields(PayerParty)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise EnvelopeError(f"payers.{profile}.{unknown[0][:40]}: is not a field of a payer")
    tax_id = values.get("tax_id", "000000000")
    if not (len(tax_id) == 9 and tax_id.isdigit()):
        raise EnvelopeError(f"payers.{profile}.tax_id: must be nine digits")
    return PayerParty(**{"id": profile, "name": profile, **values})


def _table(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise EnvelopeError(f"{place}: must be a table")
    return value


def _texts(values: dict[str, Any], place: str) -> dict[str, str]:
    for name, value in values.items():
        if not isinstance(value, str) or not value.strip():
            raise EnvelopeError(f"{place}.{name[:40]}: must be text")
    return values
