"""The page of decisions, and links to it from the other pages."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.edit_examples import CASES, ROOT

from radonc.policy_book import CATALOGUE, POLICIES, PolicyBook
from radonc.policy_decisions import DECISION_ID, PolicyDecision, policy_decisions

PACKAGE = CATALOGUE.parent
_KINDS = {
    "C": "Sources that disagree",
    "A": "Questions the sources leave open",
    "D": "Decided after whole courses were built by hand",
    "T": "Misprints",
    "F": "False statements of the web FAQ",
}


def linked(page: str, to: str) -> str:
    """Link every decision a page cites to its row; `to` is where the page of decisions lies from there."""
    known = policy_decisions()

    def link(cited: re.Match[str]) -> str:
        return f"[{cited[0]}]({to}#{cited[0].lower()})" if cited[0] in known else cited[0]

    return DECISION_ID.sub(link, page)


def decisions_page(book: PolicyBook) -> str:
    """Render every decision with the edits, or else the modules and tables, that carry it."""
    return "\n".join(_page(book)).rstrip() + "\n"


def _page(book: PolicyBook) -> Iterator[str]:
    decisions = policy_decisions().values()
    yield "# Decisions\n"
    yield "Where the sources disagree, misprint, mislead or say nothing, this project decided. Findings, edits and"
    yield "comments cite these ids; `radonc explain A-43` shows one. Where an A and a D answer one"
    yield "question, the D governs."
    yield "A number with a line is a document:\n"
    titles = tomllib.loads((POLICIES / "sources.toml").read_text(encoding="utf-8"))["titles"]
    for source, title in titles.items():
        if source.isdigit():
            yield f"* {source}: {title}"
    for letter, title in _KINDS.items():
        yield f"\n## {letter}: {title}\n"
        yield "| id | question | what radonc does | carried by |"
        yield "| --- | --- | --- | --- |"
        for decision in decisions:
            if decision.id.startswith(letter):
                cells = [decision.question, linked(decision.decided, ""), _carried(book, decision)]
                yield f'| <a id="{decision.id.lower()}"></a>{decision.id} | {" | ".join(cells)} |'


def _carried(book: PolicyBook, decision: PolicyDecision) -> str:
    """Name the edits whose data or cases cite a decision; without one, the files that do."""
    edits = [
        code
        for code in sorted(book.edits)
        if _cites(decision, CATALOGUE / f"{code}.toml") or _cites(decision, CASES / f"{code}.toml")
    ]
    if edits:
        return ", ".join(f"[{code}](edits/{code}.md)" for code in edits)
    places = [*sorted(PACKAGE.rglob("*.py")), *sorted(PACKAGE.rglob("reference/*.toml"))]
    places += [*sorted((ROOT / "tests").rglob("*.py"))]
    return ", ".join(f"`{path.name}`" for path in places if _cites(decision, path))


def _cites(decision: PolicyDecision, path: Path) -> bool:
    return decision.id in DECISION_ID.findall(path.read_text(encoding="utf-8"))
