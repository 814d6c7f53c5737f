"""The page of all edits: one closed file to search by procedure code, payer, category and service date."""

from collections.abc import Iterator
from typing import Any

from radonc.catalogue_view import explain
from radonc.model.finding import SEVERITY_RANK
from radonc.pages.rendering import render_page
from radonc.policy_book import PolicyBook
from radonc.policy_files import EVERY_CODE

_CODES_SHOWN = 12


def edits_page(book: PolicyBook) -> str:
    """Render every edit with its answers, who applies it from when to when on whose word, and an executed example."""
    edits = [_edit(explain(book, code)) for code in sorted(book.edits)]
    return render_page(
        "edits.html.j2",
        edits=edits,
        payers=book.payers,
        categories=sorted({edit["category"] for edit in edits}),
        pack=book.pack,
    )


def _edit(page: dict[str, Any]) -> dict[str, Any]:
    severities = [severity for row in page["applies"] for severity in row["severities"].values()]
    return {
        **page,
        "name": page["name"].replace("-", " "),
        "severity": max(severities, key=SEVERITY_RANK.__getitem__, default="info"),
        "rows": [_row(row) for row in page["applies"]],
        "examples": [
            (kind, page["examples"][kind]["name"]) for kind in ("fires", "silent") if kind in page["examples"]
        ],
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
        if isinstance(value, str | int | float | bool):
            yield f"{name.replace('_', ' ')}: {value}"
