"""What a procedure code is: its group, family, role, complexity rank; what a place of service means.

Source: `reference/code_groups.toml`. Built once; every look-up is one dictionary access.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from radonc.reference.shipped_files import ReferenceDataError, toml_table

Groups = Mapping[str, frozenset[str]]

OTHER_ROLE = "other"
UNKNOWN_SETTING = "unknown"


@dataclass(frozen=True, slots=True)
class FamilyWindow:
    """A treatment family a code belongs to from a day on (None = always)."""

    since: date | None
    name: str


class CodeBook:
    """Groups of procedure codes, read on first use."""

    @cached_property
    def _table(self) -> dict[str, Any]:
        return toml_table("code_groups.toml")

    @cached_property
    def groups(self) -> Groups:
        """Every group and union of groups by name."""
        groups = {name: frozenset(codes) for name, codes in self._table["groups"].items()}
        for name, members in self._table["unions"].items():
            groups[name] = _union(groups, members)
        return MappingProxyType(groups)

    @cached_property
    def _families(self) -> dict[str, tuple[FamilyWindow, ...]]:
        families: dict[str, tuple[FamilyWindow, ...]] = {}
        for entry in self._table["families"]:
            window = FamilyWindow(entry.get("from"), entry["name"])
            for code in entry.get("codes") or _union(self.groups, entry["groups"]):
                families[code] = (window, *families.get(code, ()))
        return families

    @cached_property
    def _roles(self) -> dict[str, str]:
        roles: dict[str, str] = {}
        for entry in self._table["roles"]:
            for code in _union(self.groups, entry["groups"]):
                roles.setdefault(code, entry["name"])
        return roles

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {code: int(rank) for rank, codes in self._table["complexity_rank"].items() for code in codes}

    @cached_property
    def _settings(self) -> dict[str, str]:
        return {pos: setting for setting, places in self._table["place_of_service"].items() for pos in places}

    @cached_property
    def _fraction_eligible(self) -> dict[str, frozenset[str]]:
        return {code: _union(self.groups, names) for code, names in self._table["fraction_eligible"].items()}

    @cached_property
    def _diagnosis_sets(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(prefixes) for name, prefixes in self._table["diagnosis_sets"].items()}

    @cached_property
    def block_codes(self) -> frozenset[str]:
        """Codes reported once per block of fractions; their date range is never expanded to days."""
        return frozenset(self._table["block"]["codes"])

    def group(self, name: str) -> frozenset[str]:
        """Return the codes of a group; an unknown name is an error of the caller's data."""
        try:
            return self.groups[name]
        except KeyError:
            message = f"no code group {name!r}; groups are {', '.join(sorted(self.groups))}"
            raise ReferenceDataError(message) from None

    def family(self, code: str, on: date) -> str | None:
        """Return the treatment family of a delivery code on a date; None for codes that deliver nothing."""
        for window in self._families.get(code, ()):
            if window.since is None or on >= window.since:
                return window.name
        return None

    def role(self, code: str) -> str:
        """Return what a line with this code does: delivery, guidance, port, plan, ...; `other` when not ours."""
        return self._roles.get(code, OTHER_ROLE)

    def rank(self, code: str) -> int | None:
        """Return the complexity rank of an external-beam delivery code (A-13), higher is more complex."""
        return self._ranks.get(code)

    def fraction_eligible(self, code: str) -> frozenset[str]:
        """Return the delivery codes whose fractions earn units of `code` (77417, 77336)."""
        return self._fraction_eligible.get(code, frozenset())

    def setting(self, claim_type: str, place_of_service: str | None) -> str:
        """Return where a service happened (A-36): an institutional claim is the hospital's whatever the line says."""
        if claim_type == "institutional":
            return "institutional"
        return self._settings.get(place_of_service or "", UNKNOWN_SETTING)

    def diagnosis_prefixes(self, name: str) -> tuple[str, ...]:
        """Return the undotted ICD-10-CM prefixes of a diagnosis set."""
        try:
            return self._diagnosis_sets[name]
        except KeyError:
            message = f"no diagnosis set {name!r}; sets are {', '.join(sorted(self._diagnosis_sets))}"
            raise ReferenceDataError(message) from None

    def diagnosis_in(self, name: str, code: str) -> bool:
        """Return whether an ICD-10-CM code, dotted or not, falls in a diagnosis set."""
        return code.replace(".", "").upper().startswith(self.diagnosis_prefixes(name))


def _union(groups: Groups, names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(groups[name] for name in names))


CODES = CodeBook()
