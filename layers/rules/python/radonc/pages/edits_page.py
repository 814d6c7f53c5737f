"""All edits to search by procedure code, payer, category and service date: as one closed file, or as a site."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from radonc.catalogue_view import explain
from radonc.model.finding import SEVERITY_RANK
from radonc.pages.rendering import render_page
from radonc.policy_book import PolicyBook
from radonc.policy_decisions import decisions_of_edit
from radonc.policy_files import EVERY_CODE
from radonc.reference.lifecycle import lifecycle

_CODES_SHOWN = 12
_Edit = dict[str, Any]


def edits_page(book: PolicyBook) -> str:
    """Render every edit with its answers, who applies it from when to when on whose word, and an executed example."""
    return _index(book, [_edit(explain(book, code)) for code in sorted(book.edits)], site=False)


def edits_site(book: PolicyBook) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a site: the search, a page an edit, a page a procedure code."""
    edits = [_edit(explain(book, code)) for code in sorted(book.edits)]
    yield "index.html", _index(book, edits, site=True)
    for edit in edits:
        title, codes = f"{edit['code']} {edit['name']}", _codes([edit])
        yield (
            f"edits/{edit['code']}.html",
            render_page("edit.html.j2", edit=edit, title=title, codes=codes, pack=book.pack),
        )
    for code in _codes(edits):
        yield f"codes/{code}.html", _code_page(code, edits, book)


def _index(book: PolicyBook, edits: Sequence[_Edit], *, site: bool) -> str:
    return render_page(
        "edits.html.j2",
        edits=edits,
        payers=book.payers,
        categories=sorted({edit["category"] for edit in edits}),
        codes=_codes(edits),
        pack=book.pack,
        site=site,
    )


def _code_page(code: str, edits: Sequence[_Edit], book: PolicyBook) -> str:
    """Every rule that names a code, by payer and date."""
    found = [(edit, row) for edit in edits for row in edit["rows"] if code in row["codes"]]
    found.sort(key=lambda rule: (rule[1]["payer"], rule[1]["effective"], rule[0]["code"]))
    return render_page(
        "procedure_code.html.j2",
        title=f"Every rule on {code}",
        code=code,
        life=lifecycle(code),
        rules=len(found),
        payers={payer: list(rules) for payer, rules in groupby(found, key=lambda rule: rule[1]["payer"])},
        general=[edit for edit in edits if any(not row["codes"] for row in edit["rows"])],
        pack=book.pack,
    )


def _codes(edits: Iterable[_Edit]) -> list[str]:
    return sorted({code for edit in edits for row in edit["rows"] for code in row["codes"]})


def _edit(page: dict[str, Any]) -> dict[str, Any]:
    severities = [severity for row in page["applies"] for severity in row["severities"].values()]
    return {
        **page,
        "name": page["name"].replace("-", " "),
        "severity": max(severities, key=SEVERITY_RANK.__getitem__, default="info"),
        "rows": [_row(row) for row in page["applies"]],
        "decisions": decisions_of_edit(page),
        "examples": [(kind, page["examples"][kind]["name"]) for kind in ("fires", "clean") if kind in page["examples"]],
    }


def _row(applied: dict[str, Any]) -> dict[str, Any]:
    codes = [] if applied["codes"] == list(EVERY_CODE) else applied["codes"]
    places: dict[str, list[str]] = {}
    for cited in applied["citations"]:
        rule = f" [{cited['rule']}]" if cited["rule"] else ""
        places.setdefault(cited["title"], []).append(f"{cited['locator']}{rule}")
    return {
        "payer": applied["payer"],
        "effective": applied["effective"],
        "until": applied["until"],
        "severities": applied["severities"],
        "codes": codes,
        "shown": codes[:_CODES_SHOWN],
        "more": codes[_CODES_SHOWN:],
        "restrictions": list(_restrictions(applied)),
        "sources": [f"{title}: {', '.join(at)}" for title, at in places.items()],
        "ours": applied["ours"],
    }


def _restrictions(applied: dict[str, Any]) -> Iterator[str]:
    """Circumstances and values of a provision, as they stand in its policy file."""
    for name, values in applied["where"].items():
        yield f"{name.replace('_', ' ')}: {', '.join(map(str, values))}"
    for name, value in applied["values"].items():
        if isinstance(value, bool):
            yield f"{name.replace('_', ' ')}: {'yes' if value else 'no'}"
        elif isinstance(value, str | int | float):
            yield f"{name.replace('_', ' ')}: {value}"
