"""Breaches a check yields and the findings and severities they become."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radonc.model.claim import Claim, Service

SEVERITY_RANK: Mapping[str, int] = {"info": 0, "warn": 1, "reduce": 2, "pend": 3, "deny": 4}
DISPOSITION_RANK: Mapping[str, int] = {"superseded": -1, "allow": 0, "reduce": 1, "pend": 2, "deny": 3}
STOPPING = frozenset({"deny", "pend", "reduce"})
CATEGORIES = (
    "code_validity",
    "modifier",
    "place_of_service",
    "diagnosis",
    "authorization",
    "units_per_day",
    "same_day_conflict",
    "bundling",
    "course_frequency",
    "fraction_limit",
    "sequence",
    "companion",
    "documentation",
    "duplicate",
    "ncci_ptp",
    "mue",
    "system",
)
# Faults of how a service is billed: mended, it may be payable, so later stages still ask what else stops it.
CORRECTABLE_CATEGORIES = frozenset({"modifier", "place_of_service", "diagnosis", "authorization"})
# A line denied in one of these categories stands for no treatment of its own (ADR 0006).
NO_FRACTION_CATEGORIES = frozenset({"units_per_day", "same_day_conflict", "duplicate", "fraction_limit"})


def disposition_of(severity: str) -> str:
    """Give the disposition a severity leads to: warn and info leave allow."""
    return severity if severity in STOPPING else "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The sentence a provision rests on; `codes` limits it to the procedure codes it speaks of."""

    source: str
    title: str
    locator: str
    rule: str
    effective: str
    codes: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """Render as in a decision."""
        return {
            "source": self.source,
            "title": self.title,
            "locator": self.locator,
            "effective": self.effective,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What a check found.

    `allowed_units` is the part of the service's units not in question, None means none; `citations` are sentences the
    check chose (a row of a table), cited before those of the provision.
    """

    service: "Service | None" = None
    claim: "Claim | None" = None
    outcome: str = "default"
    allowed_units: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    related: "tuple[Service, ...]" = ()
    citations: tuple[Citation, ...] = ()


@dataclass(slots=True, kw_only=True)
class Finding:
    """One edit that fired on one service line (or, without a line, on the claim)."""

    edit: str
    name: str
    category: str
    severity: str
    allowed_units: int | None
    message: str
    suggestion: str
    evidence: dict[str, Any]
    related_lines: list[dict[str, Any]]
    group_code: str | None
    carc: str | None
    rarc: list[str]
    payer_code: str | None
    citations: list[dict[str, Any]]
    conflict: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Render in the field order of the contract."""
        return {name: getattr(self, name) for name in self.__slots__}
