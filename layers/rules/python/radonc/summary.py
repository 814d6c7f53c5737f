"""What a batch comes to: counts by disposition, and the money at stake by category, edit and provider."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from radonc.model.finding import STOPPING

_CENT = Decimal("0.01")


@dataclass(slots=True)
class Summary:
    """Running totals over decisions and rejects, in any order.

    Money at stake is the part of a line's charge whose units did not pass. A line stopped by several edits counts in
    full for each of them and for each of their categories, once in the total.
    """

    decided: int = 0
    rejected: int = 0
    file_defects: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    reject_fields: Counter[str] = field(default_factory=Counter)
    charged: Decimal = Decimal(0)
    at_stake: Decimal = Decimal(0)
    stake_by_category: dict[str, Decimal] = field(default_factory=dict)
    stake_by_edit: dict[str, Decimal] = field(default_factory=dict)
    stake_by_provider: dict[str, Decimal] = field(default_factory=dict)
    packs: set[str] = field(default_factory=set)

    def add(self, decision: Mapping[str, Any]) -> None:
        """Count one decision."""
        self.decided += 1
        self.claims[decision["disposition"]] += 1
        self.packs.add(decision["pack"])
        self.edits.update(finding["edit"] for finding in decision["findings"])
        for line in decision["lines"]:
            self.lines[line["disposition"]] += 1
            self.edits.update(finding["edit"] for finding in line["findings"])
            if decision["status"] == "active":
                self._add_money(line, decision["billing_provider_npi"])

    def add_reject(self, reject: Mapping[str, Any]) -> None:
        """Count one record set aside, or one defect of a file that belongs to no record."""
        if reject.get("kind") == "file":
            self.file_defects += 1
            return
        self.rejected += 1
        self.reject_fields[reject["field"]] += 1

    def _add_money(self, line: Mapping[str, Any], provider: str) -> None:
        charge = Decimal(line["charge"] or 0)
        self.charged += charge
        stake = money_at_stake(line)
        if not stake:
            return
        self.at_stake += stake
        stopping = [finding for finding in line["findings"] if finding["severity"] in STOPPING]
        _credit(self.stake_by_category, {finding["category"] for finding in stopping}, stake)
        _credit(self.stake_by_edit, {finding["edit"] for finding in stopping}, stake)
        _credit(self.stake_by_provider, {provider}, stake)

    def as_json(self) -> dict[str, Any]:
        """Write the summary; money as text with cents, everything sorted."""
        return {
            "decided": self.decided,
            "rejected": self.rejected,
            "file_defects": self.file_defects,
            "dispositions": dict(sorted(self.claims.items())),
            "line_dispositions": dict(sorted(self.lines.items())),
            "edits": dict(sorted(self.edits.items())),
            "reject_fields": dict(sorted(self.reject_fields.items())),
            "money": {
                "charged": _text(self.charged),
                "at_stake": _text(self.at_stake),
                "by_category": _texts(self.stake_by_category),
                "by_edit": _texts(self.stake_by_edit),
                "by_provider": _texts(self.stake_by_provider),
            },
            "packs": sorted(self.packs),
        }


def money_at_stake(line: Mapping[str, Any]) -> Decimal:
    """The share of a decided line's charge whose units did not pass; nothing where the line names no charge."""
    if not line["charge"] or line["disposition"] == "superseded":
        return Decimal(0)
    held_back = Decimal(line["billed_units"] - line["allowed_units"])
    stake = Decimal(line["charge"]) * held_back / Decimal(line["billed_units"])
    return stake.quantize(_CENT)


def _credit(totals: dict[str, Decimal], names: set[str], amount: Decimal) -> None:
    for name in names:
        totals[name] = totals.get(name, Decimal(0)) + amount


def _text(amount: Decimal) -> str:
    return str(amount.quantize(_CENT))


def _texts(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: _text(amount) for name, amount in sorted(amounts.items())}
