"""Write the pages and examples made from the catalogue: `python -m tools.catalogue`; `--check` fails on drift."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.decision_pages import decisions_page, linked
from tools.edit_examples import ROOT, examples, execute
from tools.edit_index import index_page
from tools.edit_pages import edit_page
from tools.traceability import traceability_page

from radonc.catalogue_view import EXAMPLES, explain
from radonc.compiled_policies import COMPILED, compiled
from radonc.policy_book import PolicyBook, content_hash, load_book, shipped_files
from radonc.policy_reading import read_policies

PAGES = ROOT / "docs" / "edits"
DECISIONS = ROOT / "docs" / "decisions.md"
TRACEABILITY = ROOT / "docs" / "traceability.md"


def main(arguments: list[str]) -> int:
    """Write what is made from the catalogue, or with `--check` name what is out of date and return 1."""
    writing = "--check" not in arguments
    wanted = {COMPILED: _compiled_policies()}
    if writing:  # first, for the pages are made from what it holds
        COMPILED.write_text(wanted[COMPILED], encoding="utf-8")
    wanted |= dict(generated(load_book()))
    unwanted = set(PAGES.glob("*.md")) - set(wanted)
    if writing:
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for path in unwanted:
            path.unlink()
        print(f"{len(wanted)} files made from the catalogue")
        return 0
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in sorted([*stale, *unwanted]):
        print(f"{path.relative_to(ROOT)} is out of date; run `make docs`")
    return 1 if stale or unwanted else 0


def generated(book: PolicyBook) -> Iterator[tuple[Path, str]]:
    """Yield every page and the examples, with their text."""
    cases = list(execute(book))
    chosen = examples(cases)
    yield EXAMPLES, _one_edit_a_line(chosen)
    for code in sorted(book.edits):
        page = edit_page(explain(book, code) | {"examples": chosen.get(code, {})})
        yield PAGES / f"{code}.md", linked(page, "../decisions.md")
    yield PAGES / "index.md", index_page(book)
    yield TRACEABILITY, linked(traceability_page(book, cases), "decisions.md")
    yield DECISIONS, decisions_page(book)


def _compiled_policies() -> str:
    shipped = shipped_files()
    return compiled(read_policies(shipped), content_hash(shipped))


def _one_edit_a_line(chosen: dict[str, dict[str, Any]]) -> str:
    lines = [
        f"{json.dumps(code)}: {json.dumps(of, sort_keys=True, separators=(',', ':'))}" for code, of in chosen.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
