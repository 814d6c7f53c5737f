"""From each rule of the documents to what became of it, and back."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.edit_examples import ExecutedCase

from radonc.catalogue_view import bindings
from radonc.policy_book import PolicyBook
from radonc.reference import ledger as ledger_module
from radonc.reference.ledger import LedgerEntry, ledger
from radonc.reference.record_checklist import checklist_items

DISPOSITIONS = Path(ledger_module.__file__).parent / "ledger_disposition.toml"
OPEN = "open"


@dataclass
class Account:
    """What became of one rule: the provisions that cite it, the cases that show it, or where else it lives."""

    entry: LedgerEntry
    provisions: set[tuple[str, str, str]] = field(default_factory=set)  # edit, publisher, effective
    cases: dict[str, list[str]] = field(default_factory=dict)  # edit to case names
    disputed_by: set[str] = field(default_factory=set)
    elsewhere: Mapping[str, Any] | None = None
    on_checklist: bool = False

    @property
    def edits(self) -> list[str]:
        """Edits that cite the rule."""
        return sorted({edit for edit, _, _ in self.provisions} | set(self.cases))

    @property
    def became(self) -> str:
        """One word for it; `open` where nothing holds the rule."""
        if self.elsewhere is not None and self.elsewhere["is"] == "refused":
            return "refused"
        if self.edits:
            return "edit"
        if self.on_checklist:
            return "records checklist"
        return str(self.elsewhere["is"]) if self.elsewhere else OPEN


def accounts(book: PolicyBook, cases: Iterable[ExecutedCase]) -> dict[str, Account]:
    """Account for every rule of the ledger, in its order."""
    found = {rule: Account(entry) for rule, entry in ledger().items()}
    _cite(found, book)
    for case in cases:
        for rule in case.rules & set(found):
            found[rule].cases.setdefault(case.edit, []).append(case.name)
    for item in checklist_items():
        found[item.rule].on_checklist = True
    for rule, elsewhere in dispositions().items():
        found[rule].elsewhere = elsewhere
    return found


def _cite(found: Mapping[str, Account], book: PolicyBook) -> None:
    for edit, provisions in book.statements.items():
        for provision in provisions:
            stated = (edit, provision.publisher, provision.first.isoformat())
            for citation in provision.citations:
                if citation.rule in found:
                    found[citation.rule].provisions.add(stated)
        disputed = [cited.rule for conflict in book.edits[edit].conflicts for cited in conflict.citation]
        for rule in disputed:
            if rule in found:
                found[rule].disputed_by.add(edit)


def dispositions() -> dict[str, Mapping[str, Any]]:
    """Read where rules live that no provision cites, by ledger id."""
    entries = tomllib.loads(DISPOSITIONS.read_text(encoding="utf-8"))["rules"]
    return {rule: entry for entry in entries for rule in entry["ids"]}


def traceability_page(book: PolicyBook, cases: Sequence[ExecutedCase]) -> str:
    """Render both directions with the counts."""
    return "\n".join(_page(book, cases)).rstrip() + "\n"


def _page(book: PolicyBook, cases: Sequence[ExecutedCase]) -> Iterator[str]:
    found = accounts(book, cases)
    settled = sum(account.became != OPEN for account in found.values())
    yield "# Traceability\n"
    yield f"{settled} of {len(found)} rules of the five documents are accounted for."
    yield "Made from the catalogue, the executed cases, the records checklist and the list of what lives elsewhere.\n"
    yield "| became | rules |"
    yield "| --- | --- |"
    for became in sorted({account.became for account in found.values()}):
        yield f"| {became} | {sum(account.became == became for account in found.values())} |"
    yield "\n## From the documents to the edits\n"
    yield "`asked` is what the reading of the documents wanted: `yes` an edit, `config` an edit behind a switch,"
    yield "`doc_checklist` an item of the records checklist, `reference_only` a description, `no` not to be applied.\n"
    yield "| rule | document, lines | asked | became | where | cases |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule, account in found.items():
        entry = account.entry
        place = f"{entry.document} L{entry.lines}"
        yield f"| {rule} | {place} | {entry.encode} | {account.became} | {_where(account)} | {_cases(account)} |"
    yield "\n## From the edits to the documents\n"
    yield "| edit | publisher, from | rules | cases |"
    yield "| --- | --- | --- | --- |"
    for edit in sorted(book.edits):
        yield from _back(book, edit, cases)


def _where(account: Account) -> str:
    links = [f"[{edit}](edits/{edit}.md)" for edit in account.edits]
    if account.disputed_by:
        links += [f"disagrees with [{edit}](edits/{edit}.md)" for edit in sorted(account.disputed_by)]
    if account.elsewhere and (not account.edits or account.became == "refused"):
        place = account.elsewhere.get("shown_by") or account.elsewhere.get("where", "")
        links.append(f"{account.elsewhere['says']} (`{place.rpartition('/')[2]}`)")
    elif not account.edits and account.on_checklist:
        links.append("`record_checklist.toml`")
    return "; ".join(links)


def _cases(account: Account) -> str:
    return ", ".join(f"{edit}: {len(names)}" for edit, names in sorted(account.cases.items()))


def _back(book: PolicyBook, edit: str, cases: Sequence[ExecutedCase]) -> Iterator[str]:
    count = sum(case.edit == edit for case in cases)
    bound = {id(provision.spec) for _, provision in bindings(book, edit)}
    for provision in book.statements[edit]:
        rules = ", ".join(dict.fromkeys(c.rule or f"{c.source} {c.locator}" for c in provision.citations))
        since = f"{provision.first.isoformat()}{'' if id(provision.spec) in bound else ' (off)'}"
        yield f"| [{edit}](edits/{edit}.md) | {provision.publisher}, {since} | {rules} | {count} |"
