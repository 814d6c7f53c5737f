"""What reading one record gives: a record with its position, or the reasons it was set aside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from radonc.records import Problem, Record

Position = Mapping[str, int | str]
_LONGEST_CLAIM_ID = 80


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that could be read, and where it stood: {"line": n}, {"segment": n} or {"entry": n}."""

    record: Record
    position: Position


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record set aside whole, or (kind "file") a defect of the file that belongs to no single record."""

    position: Position
    field: str
    reason: str
    claim_id: str | None = None
    problems: tuple[Problem, ...] = ()
    source: str = ""
    kind: Literal["record", "file"] = "record"

    @classmethod
    def of(cls, problems: tuple[Problem, ...], position: Position, claim_id: str | None = None) -> "Rejected":
        """Set a record aside for its problems, the first one in front. What cannot be a claim id is not named."""
        named = isinstance(claim_id, str) and claim_id.isprintable() and len(claim_id) <= _LONGEST_CLAIM_ID
        return cls(position, problems[0].field, problems[0].reason, claim_id if named else None, problems)

    def as_json(self) -> dict[str, Any]:
        """Write one object of rejects.jsonl."""
        problems = self.problems or (Problem(self.field, self.reason),)
        return {
            "source": self.source,
            "kind": self.kind,
            "position": dict(self.position),
            "claim_id": self.claim_id,
            "field": self.field,
            "reason": self.reason,
            "problems": [{"field": problem.field, "reason": problem.reason} for problem in problems],
        }


@dataclass(frozen=True, slots=True)
class Pause:
    """Reading stops before the record that begins after `offset` bytes of content.

    `context` is what going on there takes, as JSON: counts and places, never what the file says of a person.
    """

    offset: int
    context: Mapping[str, Any]


@dataclass(slots=True)
class Unread:
    """The fields of one record in contract names, still to be checked; problems its format already showed."""

    fields: dict[str, Any]
    position: Position
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PayerProfiles:
    """Which payer id means which policy profile. Known profiles stand for themselves; no known ones: no check."""

    ids: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] | None = None

    def profile(self, payer_id: str) -> str | None:
        """Give the profile of a payer id, or None when nothing says what it means."""
        mapped = self.ids.get(payer_id)
        if mapped is not None:
            return mapped
        if self.known is None:
            return payer_id
        return next((name for name in (payer_id, payer_id.lower()) if name in self.known), None)
