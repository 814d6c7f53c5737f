"""Reading the policy book: which edits there are, and what one edit is, on whose word, with an executed example."""

import datetime as dt
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from radonc.model.finding import SEVERITY_RANK, STOPPING
from radonc.policy_book import PolicyBook
from radonc.policy_files import EVERY_CODE, ConflictSpec
from radonc.provisions import FOREVER, Edit, Provision
from radonc.reference.record_checklist import records_checklist

EXAMPLES = Path(__file__).parent / "catalogue" / "examples.json"


def list_edits(
    book: PolicyBook,
    code: str | None = None,
    payer: str | None = None,
    category: str | None = None,
    date: dt.date | None = None,
) -> list[dict[str, Any]]:
    """List the edits by code; each filter left out does not restrict.

    An edit that looks at every code counts for every `code` and says so by `every_code`.
    """
    rows = []
    for edit in _edits(book):
        if category is not None and edit.category != category:
            continue
        binding = [
            (name, provision)
            for name, provision in bindings(book, edit.code)
            if payer in (None, name) and _speaks_of(provision, code) and _in_force(provision, date)
        ]
        if binding or (code is None and payer is None and date is None):
            rows.append(_row(edit, binding))
    return rows


def explain(book: PolicyBook, edit_code: str) -> dict[str, Any]:
    """Tell all about one edit: what, why, outcomes, who applies it from when on whose word, conflicts, examples.

    Raises KeyError for an edit the book does not hold.
    """
    edit = book.edits[edit_code]
    binding = bindings(book, edit_code)
    codes = {code for _, provision in binding for code in provision.params.codes if code != "*"}
    return {
        "code": edit.code,
        "name": edit.name,
        "category": edit.category,
        "what": edit.what,
        "why": edit.why,
        "check": edit.kind.name,
        "stage": edit.kind.stage,
        "retired": _day(edit.retired),
        "outcomes": [_outcome(name, edit) for name in _worded(edit)],
        "applies": [{"payer": payer, **statement(provision)} for payer, provision in binding],
        "not_applied": [statement(provision) for provision in idle(book, edit_code)],
        "conflicts": [_conflict(spec) for spec in edit.conflicts],
        "records_checklist": records_checklist(codes, general=False),
        "examples": _examples().get(edit_code, {}),
    }


def bindings(book: PolicyBook, edit_code: str) -> list[tuple[str, Provision]]:
    """Provisions of an edit as they bind each payer that judges claims, by payer and date."""
    found = [
        (payer, provision)
        for payer in book.payers
        for provision in book.profiles[payer].provisions
        if provision.edit.code == edit_code
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].first, pair[1].publisher))


def idle(book: PolicyBook, edit_code: str) -> list[Provision]:
    """Published provisions of an edit that bind no payer: switched off, or of a publisher nobody adopts."""
    bound = {id(provision.spec) for _, provision in bindings(book, edit_code)}
    return [provision for provision in book.statements[edit_code] if id(provision.spec) not in bound]


def statement(provision: Provision) -> dict[str, Any]:
    """Render a provision: window, severities, codes, circumstances, values, citations."""
    where = provision.where.model_dump(mode="json", exclude_defaults=True)
    values = {name: value for name, value in provision.spec.parameters.items() if name != "codes"}
    return {
        "publisher": provision.publisher,
        "effective": _day(provision.first),
        "until": None if provision.last == FOREVER else _day(provision.last),
        "verified": _day(provision.verified),
        "switch": provision.switch,
        "severities": {name: provision.outcomes[name].severity for name in _worded(provision)},
        "codes": sorted(provision.params.codes),
        "where": {name: sorted(value) for name, value in where.items()},
        "values": {name: _plain(value) for name, value in values.items()},
        "ours": provision.spec.ours or None,
        "citations": [
            citation.as_json() | ({"codes": sorted(citation.codes)} if citation.codes else {})
            for citation in provision.citations
        ],
    }


def _edits(book: PolicyBook) -> Iterable[Edit]:
    return (book.edits[code] for code in sorted(book.edits))


def _speaks_of(provision: Provision, code: str | None) -> bool:
    return code is None or provision.params.codes == EVERY_CODE or code.upper() in provision.params.codes


def _in_force(provision: Provision, on: dt.date | None) -> bool:
    return on is None or provision.first <= on <= provision.last


def _row(edit: Edit, binding: list[tuple[str, Provision]]) -> dict[str, Any]:
    severities = [outcome.severity for _, provision in binding for outcome in provision.outcomes.values()]
    return {
        "code": edit.code,
        "name": edit.name,
        "category": edit.category,
        "what": edit.what,
        "payers": sorted({payer for payer, _ in binding}),
        "severity": max(severities, key=SEVERITY_RANK.__getitem__, default=None),
        "every_code": any(provision.params.codes == EVERY_CODE for _, provision in binding),
        "retired": _day(edit.retired),
    }


def _worded(of: Edit | Provision) -> list[str]:
    """Outcomes that differ from the default one; a kind may know more than an edit has words for."""
    default = of.outcomes["default"]
    return [name for name, outcome in of.outcomes.items() if name == "default" or outcome != default]


def _outcome(name: str, edit: Edit) -> dict[str, Any]:
    outcome = edit.outcomes[name]
    pays_less = outcome.severity in STOPPING
    return {
        "outcome": name,
        "severity": outcome.severity,
        "group_code": outcome.group if pays_less and outcome.carc else None,
        "carc": outcome.carc if pays_less else None,
        "rarc": list(outcome.rarc) if pays_less else [],
        "message": outcome.message,
        "suggestion": outcome.suggestion,
    }


def _conflict(spec: ConflictSpec) -> dict[str, Any]:
    citations = [
        {"source": cited.source, "title": cited.title, "locator": cited.locator, "rule": cited.rule}
        for cited in spec.citation
    ]
    return {"id": spec.id, "decided": spec.decided, "citations": citations}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    return value


def _day(on: dt.date | None) -> str | None:
    return None if on is None else on.isoformat()


@cache
def _examples() -> dict[str, Any]:
    """Executed examples by edit, written from the case files; none in a tree where they were not made yet."""
    if not EXAMPLES.exists():
        return {}
    loaded: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return loaded
