"""The part of a line's charge that does not pass, as adjustments: each stopped unit once, under one reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from radonc.answers.answered import CENT
from radonc.summary import money_at_stake

_CUTS = frozenset({"deny", "reduce"})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Group code, claim adjustment reason code, amount and units of one adjustment."""

    group: str
    reason: str
    amount: Decimal
    units: int


def adjustments(line: Mapping[str, Any]) -> tuple[Adjustment, ...]:
    """Give the adjustments of a decided line; none while it is pended.

    The finding that stops most units comes first and takes them; another adjusts only units left over, so that the
    amounts add up to the share of the charge that did not pass.
    """
    stopped = line["billed_units"] - line["allowed_units"]
    if line["disposition"] not in _CUTS or stopped <= 0:
        return ()
    shares: dict[tuple[str, str], int] = {}
    left = stopped
    for finding in governing(line):
        units = min(left, line["billed_units"] - (finding["allowed_units"] or 0))
        if units > 0:
            key = (finding["group_code"], finding["carc"])
            shares[key] = shares.get(key, 0) + units
            left -= units
    if left and shares:
        shares[next(iter(shares))] += left
    return tuple(_priced(shares, stopped, money_at_stake(line)))


def remarks(line: Mapping[str, Any]) -> list[str]:
    """List the remark codes of every finding that stops units, worst first, each once."""
    return list(dict.fromkeys(code for finding in governing(line) for code in finding["rarc"]))


def governing(line: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Findings that cut units: the one that leaves least first, at a tie in the order of the decision."""
    cutting = [finding for finding in line["findings"] if finding["severity"] in _CUTS]
    return sorted(cutting, key=lambda finding: finding["allowed_units"] or 0)


def _priced(shares: Mapping[tuple[str, str], int], stopped: int, total: Decimal) -> Iterator[Adjustment]:
    """Part an amount by units; rounding never adds or loses a cent."""
    units_so_far, priced_so_far = 0, Decimal(0)
    for (group, reason), units in shares.items():
        units_so_far += units
        upto = (total * units_so_far / stopped).quantize(CENT)
        yield Adjustment(group, reason, upto - priced_so_far, units)
        priced_so_far = upto


def by_group(entries: Sequence[Adjustment]) -> dict[str, list[Adjustment]]:
    """Gather adjustments by group code, in order."""
    groups: dict[str, list[Adjustment]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return groups
