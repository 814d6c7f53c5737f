"""Rendering hits as decisions: one object per claim in the form of the contract."""

from collections.abc import Iterable, Sequence
from typing import Any

from radonc.judge import Hit
from radonc.model.claim import Claim, Service
from radonc.model.course import Patient
from radonc.model.finding import DISPOSITION_RANK, SEVERITY_RANK, Citation, Finding, disposition_of
from radonc.policy_files import ConflictSpec, PayerCodeSpec
from radonc.profiles import Profile
from radonc.provisions import Provision
from radonc.reference.record_checklist import records_checklist
from radonc.tables_used import tables_used

_MOST_RELATED = 50  # lines a finding names; a course has some 45 fractions, an answer of Lambda 6 MB
_PAYS_LESS = frozenset({"deny", "pend", "reduce"})


def decide_patient(
    patient: Patient, profile: Profile, hits: Sequence[Hit], pack: str
) -> list[tuple[Claim, dict[str, Any]]]:
    """Render every claim of a judged patient with its decision, in adjudication order."""
    by_claim: dict[Claim, list[Hit]] = {}
    for hit in hits:
        claim = hit.breach.service.claim if hit.breach.service else hit.breach.claim
        if claim is not None:
            by_claim.setdefault(claim, []).append(hit)
    return [(claim, _decision(patient, profile, claim, by_claim.get(claim, []), pack)) for claim in patient.claims]


def _decision(patient: Patient, profile: Profile, claim: Claim, hits: Sequence[Hit], pack: str) -> dict[str, Any]:
    record = claim.record
    on_claim = [hit for hit in hits if hit.breach.service is None]
    findings = [f.as_json() for f in _findings(profile, on_claim)]
    lines = _lines(patient, profile, claim, [hit for hit in hits if hit.breach.service is not None])
    if claim.status == "active":
        worst = [line["disposition"] for line in lines] + [disposition_of(f["severity"]) for f in findings]
        disposition = max(worst, key=DISPOSITION_RANK.__getitem__)
    else:
        disposition = "superseded"
    return {
        "claim_id": record.claim_id,
        "payer": record.payer,
        "frequency_code": record.frequency_code,
        "billing_provider_npi": record.billing_provider_npi,
        "status": claim.status,
        "disposition": disposition,
        "pack": pack,
        "as_of": patient.as_of.isoformat(),
        "tables": tables_used(profile, claim),
        "lines": lines,
        "findings": findings,
    }


def _lines(patient: Patient, profile: Profile, claim: Claim, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    by_line: dict[int, list[Hit]] = {}
    for hit in hits:
        by_line.setdefault(_service(hit).line.line_number, []).append(hit)
    services: dict[int, list[Service]] = {}
    for service in claim.services:
        services.setdefault(service.line.line_number, []).append(service)
    rendered = []
    for line in claim.record.lines:
        own = services.get(line.line_number, [])
        active = claim.status == "active"
        own_hits = by_line.get(line.line_number)
        findings = _findings(profile, own_hits) if own_hits else []
        course = patient.course_of.get(own[0]) if own else None
        answer = {
            "line_number": line.line_number,
            "procedure_code": line.procedure_code,
            "course_id": course.course_id if course else None,
            "disposition": _disposition(patient, own, findings) if active else "superseded",
            "billed_units": line.units,
            "allowed_units": sum(map(patient.verdicts.payable, own)) if active else 0,
            "charge": line.charge,
            "findings": [finding.as_json() for finding in findings],
        }
        if answer["disposition"] == "pend":
            answer["records_checklist"] = records_checklist([line.procedure_code], profile.publishers)
        rendered.append(answer)
    return rendered


def _disposition(patient: Patient, services: Sequence[Service], findings: Sequence[Finding]) -> str:
    """Worst finding of a line; cuts that together leave no unit are a denial."""
    if not findings:
        return "allow"
    worst = max((finding.severity for finding in findings), key=SEVERITY_RANK.__getitem__)
    if worst == "reduce" and not any(map(patient.verdicts.allowed, services)):
        return "deny"
    return disposition_of(worst)


def _service(hit: Hit) -> Service:
    service = hit.breach.service
    if service is None:
        raise TypeError("a claim-level hit has no service")
    return service


def _findings(profile: Profile, hits: Iterable[Hit]) -> list[Finding]:
    """One finding per edit, kind of severity and provision: the dates of a ranged line are gathered, worst first."""
    groups: dict[tuple[str, str, int], list[Hit]] = {}
    for hit in hits:
        cut = "cut" if hit.severity in ("deny", "reduce") else hit.severity
        groups.setdefault((hit.provision.edit.code, cut, id(hit.provision)), []).append(hit)
    findings = [_finding(profile, group) for group in groups.values()]
    return sorted(findings, key=lambda f: (-SEVERITY_RANK[f.severity], f.edit, f.message))


def _finding(profile: Profile, group: Sequence[Hit]) -> Finding:
    first = group[0]
    provision, breach, edit = first.provision, first.breach, first.provision.edit
    outcome = provision.outcomes[breach.outcome]
    facts = _facts(group)
    related = _related(group)
    if len(related) > _MOST_RELATED:
        facts["related_in_all"] = len(related)
    allowed = _allowed_units(group)
    severity = first.severity
    if severity in ("deny", "reduce"):
        severity = "reduce" if allowed else "deny"
    pays_less = severity in _PAYS_LESS
    payer_code = _payer_code(profile, first)
    citations = [citation.as_json() for citation in breach.citations] + _citations(provision, breach.service)
    if payer_code:
        citations.append(_plain(payer_code))
    return Finding(
        edit=edit.code,
        name=edit.name,
        category=edit.category,
        severity=severity,
        allowed_units=allowed,
        message=outcome.message.format_map(facts),
        suggestion=outcome.suggestion.format_map(facts),
        evidence={name: value for name, value in facts.items() if value is not None},
        related_lines=related[:_MOST_RELATED],
        group_code=outcome.group if pays_less else None,
        carc=outcome.carc if pays_less else None,
        rarc=list(outcome.rarc) if pays_less else [],
        payer_code=payer_code.code if payer_code else None,
        citations=citations,
        conflict=_conflict(edit.conflicts, provision),
    )


def _facts(group: Sequence[Hit]) -> dict[str, Any]:
    service = group[0].breach.service
    facts: dict[str, Any] = {}
    if service is not None:
        facts = {"code": service.code, "units": service.line.units, "date": service.date.isoformat()}
        dates = sorted({_service(hit).date.isoformat() for hit in group})
        if len(dates) > 1:
            facts["dates"] = dates
    facts.update(group[0].breach.evidence)
    return facts


def _allowed_units(group: Sequence[Hit]) -> int | None:
    """Units of the line this finding leaves: its own on the dates it speaks of, all on the others."""
    if group[0].allowed_units is None:
        return None
    service = _service(group[0])
    touched = {_service(hit): hit.allowed_units or 0 for hit in group}
    untouched = len(service.line.dates) - len(touched)
    return untouched * service.units + sum(touched.values())


def _related(group: Sequence[Hit]) -> list[dict[str, Any]]:
    references = {
        (s.claim.record.claim_id, s.line.line_number): s.reference() for hit in group for s in hit.breach.related
    }
    return [references[key] for key in sorted(references)]


def _citations(provision: Provision, service: Service | None) -> list[dict[str, Any]]:
    code = service.code if service else ""
    return [c.as_json() for c in provision.citations if not c.codes or code in c.codes]


def _plain(payer_code: PayerCodeSpec) -> dict[str, Any]:
    spec = payer_code.citation
    effective = (spec.effective or payer_code.effective).isoformat()
    return Citation(
        source=spec.source, title=spec.title, locator=spec.locator, rule=spec.rule, effective=effective
    ).as_json()


def _payer_code(profile: Profile, hit: Hit) -> PayerCodeSpec | None:
    """The payer's own denial code for cut units of some categories, from its date on."""
    service = hit.breach.service
    if service is None or hit.severity not in ("deny", "reduce"):
        return None
    category = hit.provision.edit.category
    fitting = [s for s in profile.spec.payer_code if category in s.categories and s.effective <= service.date]
    return fitting[-1] if fitting else None


def _conflict(conflicts: Iterable[ConflictSpec], provision: Provision) -> dict[str, Any] | None:
    """The disagreement of sources the edit is known for: the sentence that was followed, and the other one."""
    for spec in conflicts:
        if spec.publishers and provision.publisher not in spec.publishers:
            continue
        followed = [citation.as_json() for citation in provision.citations[:1]]
        other = [{"source": c.source, "title": c.title, "locator": c.locator, "rule": c.rule} for c in spec.citation]
        return {"id": spec.id, "decided": spec.decided, "citations": followed + other}
    return None
