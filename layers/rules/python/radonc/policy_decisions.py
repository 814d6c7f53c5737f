"""What this project decided where its sources disagree, misprint, mislead or are silent, by the id a text cites.

Source: `policy_decisions.toml`.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DECISION_ID = re.compile(r"\b[ACDFT]-[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """One question the sources leave, and what radonc does."""

    id: str
    question: str
    decided: str


@cache
def policy_decisions() -> Mapping[str, PolicyDecision]:
    """Return every decision by id."""
    text = (Path(__file__).parent / "policy_decisions.toml").read_text(encoding="utf-8")
    return {entry["id"]: PolicyDecision(**entry) for entry in tomllib.loads(text)["decisions"]}


def decisions_of_edit(page: Mapping[str, Any]) -> list[PolicyDecision]:
    """Return what the page of an edit (`catalogue_view.explain`) cites by id alone; its conflicts say theirs."""
    told = {conflict["id"] for conflict in page["conflicts"]}
    cited = set(DECISION_ID.findall(json.dumps(page))) - told
    return [decision for decision in policy_decisions().values() if decision.id in cited]
