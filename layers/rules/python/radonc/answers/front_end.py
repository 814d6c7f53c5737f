"""Which edits and fields a front end turns away, kept apart from adjudication.

The split is data: `front_end.toml`. A claim is turned away whole (277CA) or adjudicated (835), never both.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from radonc.answers.answered import Answered

_STEPS = re.compile(r"[A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """A claim status category and a claim status code."""

    category: str
    code: str


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """What is turned away: edits by code, fields by name, and words of a reason by category."""

    edits: Mapping[str, ClaimStatus]
    fields: Mapping[str, str]
    other_field: ClaimStatus
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    invalid: str


@cache
def front_end() -> FrontEnd:
    """Load the split that ships with the package."""
    data = tomllib.loads((Path(__file__).parent / "front_end.toml").read_text(encoding="utf-8"))
    reasons = data["reason"]
    return FrontEnd(
        edits={entry["code"]: ClaimStatus(entry["category"], entry["status"]) for entry in data["edit"]},
        fields=data["field"],
        other_field=ClaimStatus(data["other_field"]["category"], data["other_field"]["status"]),
        reasons=tuple((reasons[name]["category"], tuple(reasons[name]["words"])) for name in ("missing", "relation")),
        invalid=reasons["invalid"]["category"],
    )


def is_front_end(finding: Mapping[str, Any]) -> bool:
    """Say whether a finding turns its claim away before adjudication."""
    return finding["severity"] == "deny" and finding["edit"] in front_end().edits


def turned_away(answered: Answered) -> bool:
    """Say whether an active claim is turned away for any of its lines."""
    return answered.decision["status"] == "active" and any(True for _ in front_end_findings(answered))


def front_end_findings(answered: Answered) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the findings that turn a claim away, each with its line number."""
    for line in answered.decision["lines"]:
        for finding in line["findings"]:
            if is_front_end(finding):
                yield line["line_number"], finding


def status_of_edit(finding: Mapping[str, Any]) -> ClaimStatus:
    """Give the claim status of a finding that turns a claim away."""
    return front_end().edits[finding["edit"]]


def status_of_problem(field: str, reason: str) -> ClaimStatus:
    """Give the claim status of a field that could not be read, by the last name of its path."""
    split = front_end()
    code = next((split.fields[name] for name in reversed(_STEPS.findall(field)) if name in split.fields), None)
    if code is None:
        return split.other_field
    category = next((named for named, words in split.reasons if any(word in reason for word in words)), split.invalid)
    return ClaimStatus(category, code)
