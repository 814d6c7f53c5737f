"""Profiles: which publisher's provision binds a payer on a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from radonc.bearing import BearingIndex
from radonc.checks.kind import STAGES
from radonc.model.finding import SEVERITY_RANK
from radonc.policy_files import ProfileSpec
from radonc.provisions import ONE_DAY, Provision
from radonc.tables.reference_tables import SHIPPED_TABLES, ReferenceTables

SOFTER = {"deny": "pend", "reduce": "pend", "pend": "warn", "warn": "warn", "info": "info"}


@dataclass(frozen=True)
class Profile:
    """One payer's policy as it binds: provisions with windows that never overlap for one edit, and dated tables."""

    spec: ProfileSpec
    provisions: tuple[Provision, ...]
    tables: ReferenceTables = SHIPPED_TABLES

    @property
    def payer(self) -> str:
        """Name of the profile."""
        return self.spec.payer

    @cached_property
    def publishers(self) -> frozenset[str]:
        """Whose sentences may bind: the payer's own and those of whom it adopts."""
        return frozenset((self.payer, *(adopted.publisher for adopted in self.spec.adopts)))

    @cached_property
    def bearings(self) -> BearingIndex:
        """Finds which provisions bear on a service."""
        return BearingIndex(self.provisions)

    @cached_property
    def stages(self) -> Mapping[str, tuple[Provision, ...]]:
        """Provisions by stage, in order."""
        return {stage: tuple(p for p in self.provisions if p.edit.kind.stage == stage) for stage in STAGES}


def compose(spec: ProfileSpec, statements: Mapping[str, list[Provision]]) -> Profile:
    """Compose a profile: its own provision in force wins, else the first adopted publisher's (style: inheritance)."""
    bound: list[Provision] = []
    for code in sorted(statements):
        candidates = _candidates(spec, statements[code])
        bound += _in_force(candidates)
    return Profile(spec, tuple(bound))


def _candidates(spec: ProfileSpec, provisions: list[Provision]) -> list[list[Provision]]:
    """Provisions of one edit by precedence: the payer's own, its overrides applied, then each adopted publisher's."""
    ranked = []
    for publisher, at_most, soften in [
        (spec.payer, None, False),
        *((adopted.publisher, adopted.at_most, adopted.soften) for adopted in spec.adopts),
    ]:
        own = [_soften(p, at_most, soften) for p in provisions if p.publisher == publisher]
        ranked.append([p for p in own if spec.switches.get(p.edit.code, p.switch) == "on"])
    return ranked


def _soften(provision: Provision, at_most: str | None, soften: bool) -> Provision:
    if at_most is None and not soften:
        return provision
    outcomes = {}
    for name, outcome in provision.outcomes.items():
        severity = SOFTER[outcome.severity] if soften else outcome.severity
        if at_most is not None and SEVERITY_RANK[severity] > SEVERITY_RANK[at_most]:
            severity = at_most
        outcomes[name] = replace(outcome, severity=severity)
    return replace(provision, outcomes=outcomes)


def _in_force(ranked: list[list[Provision]]) -> list[Provision]:
    """Cut windows so that on each date only the highest-ranking publisher's provisions of one edit remain."""
    kept: list[Provision] = []
    for rank, group in enumerate(ranked):
        higher = [window for above in ranked[:rank] for window in _windows(above)]
        for provision in group:
            for first, last in _without((provision.first, provision.last), higher):
                kept.append(replace(provision, first=first, last=last))
    return kept


def _windows(provisions: Iterable[Provision]) -> list[tuple[date, date]]:
    return [(provision.first, provision.last) for provision in provisions]


def _without(window: tuple[date, date], holes: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Take windows out of a window; ends are inclusive."""
    left = [window]
    for first, last in holes:
        pieces = []
        for start, stop in left:
            if last < start or stop < first:
                pieces.append((start, stop))
                continue
            if start < first:
                pieces.append((start, first - ONE_DAY))
            if last < stop:
                pieces.append((last + ONE_DAY, stop))
        left = pieces
    return left
