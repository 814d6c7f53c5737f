"""The index of edits: by procedure code, by payer, by category."""

from collections.abc import Iterator

from radonc.catalogue_view import list_edits
from radonc.codes import CODES
from radonc.policy_book import PolicyBook


def index_page(book: PolicyBook) -> str:
    """Render the index; every edit is linked to its page."""
    return "\n".join(_index(book)).rstrip() + "\n"


def _index(book: PolicyBook) -> Iterator[str]:
    rows = list_edits(book)
    yield "# Edits\n"
    yield f"{len(rows)} edits. Each page says what an edit does, on whose word, and shows a claim run through it."
    yield "How a rule of a document became an edit: [traceability](../traceability.md)."
    yield "\n## By procedure code\n"
    every = [row["code"] for row in rows if row["every_code"]]
    yield f"On lines of every code: {_links(every)}.\n"
    yield f"| code | role | {' | '.join(book.payers)} |"
    yield f"| --- | --- |{' --- |' * len(book.payers)}"
    for code in _codes(book):
        cells = [_links(_on(book, payer, code, every)) for payer in book.payers]
        yield f"| {code} | {CODES.role(code)} | {' | '.join(cells)} |"
    yield "\n## By payer\n"
    for payer in book.payers:
        bound = [row["code"] for row in list_edits(book, payer=payer)]
        yield f"* **{payer}** ({len(bound)}): {_links(bound)}"
    yield "\n## By category\n"
    for category in sorted({row["category"] for row in rows}):
        yield f"### {category}\n"
        yield "| edit | name | what | at most |"
        yield "| --- | --- | --- | --- |"
        for row in rows:
            if row["category"] == category:
                what = row["what"].replace("|", "/")
                yield f"| {_links([row['code']])} | {row['name']} | {what} | {row['severity'] or 'off'} |"
        yield ""


def _codes(book: PolicyBook) -> list[str]:
    return sorted(
        {
            code
            for payer in book.payers
            for provision in book.profiles[payer].provisions
            for code in provision.params.codes
            if code != "*"
        }
    )


def _on(book: PolicyBook, payer: str, code: str, every: list[str]) -> list[str]:
    return [row["code"] for row in list_edits(book, code=code, payer=payer) if row["code"] not in every]


def _links(codes: list[str]) -> str:
    return ", ".join(f"[{code}]({code}.md)" for code in codes)
