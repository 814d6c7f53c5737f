"""Edits and provisions, typed from their files."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from radonc.checks import KINDS
from radonc.checks.kind import ALWAYS_EVIDENCE, Kind, Params
from radonc.model.claim import Service
from radonc.model.finding import Citation
from radonc.policy_files import (
    ANYWHERE,
    CitationSpec,
    ConflictSpec,
    EditSpec,
    OutcomeSpec,
    PolicyError,
    ProvisionSpec,
    Where,
    build,
)
from radonc.reference.adjustment_codes import check_pairing

FOREVER = date.max
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an outcome of a check becomes under one provision."""

    severity: str
    group: str | None
    carc: str | None
    rarc: tuple[str, ...]
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the catalogue."""

    code: str
    name: str
    category: str
    kind: Kind
    what: str
    why: str
    outcomes: Mapping[str, Outcome]
    conflicts: tuple[ConflictSpec, ...]
    retired: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Provision:
    """One publisher's statement of an edit as it binds a payer: parameters, window of service dates, citations."""

    edit: Edit
    publisher: str
    first: date
    last: date
    params: Params
    where: Where
    outcomes: Mapping[str, Outcome]
    citations: tuple[Citation, ...]
    verified: date
    switch: str
    spec: ProvisionSpec
    restricts: bool = field(default=False)

    def fits(self, service: Service) -> bool:
        """Tell whether a service of one of its codes and dates is in the circumstances it speaks of."""
        return not self.restricts or _fits(self.where, service)


def _fits(where: Where, service: Service) -> bool:
    line, record = service.line, service.claim.record
    return not (
        (where.component and service.component not in where.component)
        or (where.claim_type and record.claim_type not in where.claim_type)
        or (where.setting and service.setting not in where.setting)
        or (where.modifier and where.modifier.isdisjoint(line.modifiers))
        or (where.without_modifier and not where.without_modifier.isdisjoint(line.modifiers))
        or (where.diagnosis and not any(code.startswith(where.diagnosis) for code in service.diagnoses))
        or (where.without_diagnosis and any(code.startswith(where.without_diagnosis) for code in service.diagnoses))
    )


def parse_edit(table: dict[str, Any], place: str) -> tuple[Edit, EditSpec]:
    """Type one catalogue table. Raises PolicyError naming place and field."""
    spec = build(table, EditSpec, place)
    kind = KINDS.get(spec.check)
    if kind is None:
        raise PolicyError(f"{place}: check: no kind of check is named {spec.check!r}; kinds are {', '.join(KINDS)}")
    unknown = set(spec.outcome) - set(kind.outcomes)
    if unknown or "default" not in spec.outcome:
        raise PolicyError(f"{place}: outcome: {kind.name} gives {', '.join(kind.outcomes)}; 'default' is required")
    outcomes = {name: _outcome(spec.outcome.get(name), spec.outcome["default"]) for name in kind.outcomes}
    allowed = kind.evidence | ALWAYS_EVIDENCE
    for name, outcome in outcomes.items():
        _check_outcome(f"{place}: outcome.{name}", outcome, allowed, spec.category)
    edit = Edit(
        code=spec.code,
        name=spec.name,
        category=spec.category,
        kind=kind,
        what=spec.what,
        why=spec.why,
        outcomes=outcomes,
        conflicts=tuple(spec.conflict),
        retired=spec.retired,
    )
    return edit, spec


def _outcome(own: OutcomeSpec | None, default: OutcomeSpec) -> Outcome:
    merged = default.model_dump() | (own.model_dump(exclude_none=True) if own else {})
    return Outcome(
        severity=merged["severity"] or "deny",
        group=merged["group"] or "CO",
        carc=merged["carc"],
        rarc=tuple(merged["rarc"] or ()),
        message=merged["message"] or "",
        suggestion=merged["suggestion"] or "",
    )


def _check_outcome(place: str, outcome: Outcome, evidence: frozenset[str], category: str) -> None:
    if not outcome.message:
        raise PolicyError(f"{place}: message: is required")
    for text in (outcome.message, outcome.suggestion):
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None and name not in evidence:
                raise PolicyError(f"{place}: {{{name}}} is not evidence; evidence is {', '.join(sorted(evidence))}")
    if outcome.carc is not None:
        wrong = check_pairing(outcome.carc, outcome.rarc, outcome.group or "CO")
        if wrong:
            raise PolicyError(f"{place}: {'; '.join(wrong)}")
    elif outcome.severity in ("deny", "reduce") or (outcome.severity == "pend" and category != "system"):
        raise PolicyError(f"{place}: carc: is required for {outcome.severity}")


def bind(edit: Edit, spec: ProvisionSpec, place: str, titles: Mapping[str, str]) -> Provision:
    """Type one provision of an edit. Raises PolicyError naming place and field."""
    params = build(dict(spec.parameters), edit.kind.params, f"{place}: parameters")
    unknown = set(spec.severities) - set(edit.kind.outcomes)
    if unknown:
        raise PolicyError(f"{place}: severities: {edit.kind.name} gives no outcome {', '.join(sorted(unknown))}")
    if spec.until is not None and spec.until < spec.effective:
        raise PolicyError(f"{place}: until: {spec.until} lies before effective, {spec.effective}")
    return bound(edit, spec, params, titles)


def bound(edit: Edit, spec: ProvisionSpec, params: Params, titles: Mapping[str, str]) -> Provision:
    """Put a provision together from its checked parts."""
    severities = dict(spec.severities)
    if spec.severity:
        severities.setdefault("default", spec.severity)
    outcomes = {
        name: replace(outcome, severity=severities.get(name, outcome.severity))
        for name, outcome in edit.outcomes.items()
    }
    return Provision(
        edit=edit,
        publisher=spec.publisher,
        first=spec.effective,
        last=spec.until or FOREVER,
        params=params,
        where=spec.where,
        outcomes=outcomes,
        citations=tuple(_citation(entry, spec.effective, titles) for entry in spec.citation),
        verified=spec.verified,
        switch=spec.switch,
        spec=spec,
        restricts=spec.where != ANYWHERE,
    )


def _citation(spec: CitationSpec, effective: date, titles: Mapping[str, str]) -> Citation:
    title = spec.title or titles.get(spec.source, "")
    return Citation(
        source=spec.source,
        title=title,
        locator=spec.locator,
        rule=spec.rule,
        effective=(spec.effective or effective).isoformat(),
        codes=spec.codes,
    )
