"""Profiles: which publisher's provision binds a payer on a date."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from radonc.checks.kind import STAGES
from radonc.model.finding import SEVERITY_RANK
from radonc.policy_files import EVERY_CODE, ProfileSpec
from radonc.provisions import FOREVER, Provision
from radonc.tables.reference_tables import SHIPPED_TABLES, ReferenceTables

SOFTER = {"deny": "pend", "reduce": "pend", "pend": "warn", "warn": "warn", "info": "info"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Eras:
    """Provisions over time: those of `spans[i]` are in force from `starts[i - 1]` on, those of `spans[0]` before."""

    starts: tuple[date, ...]
    spans: tuple[tuple[Provision, ...], ...]

    @classmethod
    def of(cls, provisions: Sequence[Provision]) -> "Eras":
        """Cut time where a provision begins or ends."""
        ends = {p.last + ONE_DAY for p in provisions if p.last != FOREVER}
        starts = tuple(sorted({p.first for p in provisions} | ends))
        spans = tuple(tuple(p for p in provisions if p.first <= start <= p.last) for start in starts)
        return cls(starts, ((), *spans))

    def on(self, day: date) -> tuple[Provision, ...]:
        """Provisions in force on a date."""
        return self.spans[bisect_right(self.starts, day)]


@dataclass(frozen=True, slots=True)
class StageIndex:
    """Provisions of one stage by the procedure code they look at; those of `every` look at all codes."""

    by_code: Mapping[str, Eras]
    every: Eras
    all: tuple[Provision, ...]

    def of(self, code: str, on: date) -> tuple[Provision, ...]:
        """Provisions in force on a date that look at a code."""
        return self.by_code.get(code, self.every).on(on)


def index_stage(provisions: Iterable[Provision]) -> StageIndex:
    """Index provisions by code, each code's holding those that look at every code too."""
    ordered = tuple(provisions)
    every = [p for p in ordered if p.params.codes == EVERY_CODE]
    codes = {code for p in ordered for code in p.params.codes if code != "*"}
    by_code = {
        code: Eras.of([p for p in ordered if p.params.codes == EVERY_CODE or code in p.params.codes]) for code in codes
    }
    return StageIndex(by_code, Eras.of(every), ordered)


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
    def stages(self) -> Mapping[str, StageIndex]:
        """Provisions by stage and code."""
        return {stage: index_stage(p for p in self.provisions if p.edit.kind.stage == stage) for stage in STAGES}

    @cached_property
    def tabled(self) -> tuple[Provision, ...]:
        """Provisions that consult a dated table."""
        return tuple(p for p in self.provisions if p.edit.kind.table)


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
