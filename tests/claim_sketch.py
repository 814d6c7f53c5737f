"""A claim in a few words and what became of its lines: for tests that ask about documents, not about one edit."""

from typing import Any

from case_language import book_of, records

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook

STOPPING = ("deny", "pend", "reduce")


def judged(book: PolicyBook, payer: str, *lines: dict[str, Any], **case: Any) -> list[dict[str, Any]]:
    """Decide a sketched case; its lines in the order sketched, repeated ones each."""
    sketch = {"payer": payer, "lines": list(lines), **case}
    review = decide(records(sketch), book_of(sketch, book), as_of=case.get("as_of"))
    assert review.rejects == ()
    found = [line for decision in review.decisions for line in decision["lines"]]
    return sorted(found, key=lambda line: int(line["line_number"]))


def outcome(line: dict[str, Any]) -> tuple[str, str, int]:
    """Say of a line its code, disposition and allowed units."""
    return line["procedure_code"], line["disposition"], line["allowed_units"]


def stopped(line: dict[str, Any], category: str) -> list[str]:
    """Name the edits of a category that deny, hold or cut a line."""
    return [f["edit"] for f in line["findings"] if f["category"] == category and f["severity"] in STOPPING]
