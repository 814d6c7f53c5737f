"""Every rule of the documents became something: an edit with cases, a checklist item, data, or a tested refusal."""

import ast
from pathlib import Path

import pytest
from tools.edit_examples import execute
from tools.traceability import OPEN, Account, accounts, dispositions

from radonc.policy_book import PolicyBook, load_book
from radonc.provisions import Provision
from radonc.reference.ledger import ledger
from radonc.reference.record_checklist import checklist_items

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


@pytest.fixture(scope="module")
def found(book: PolicyBook) -> dict[str, Account]:
    return accounts(book, list(execute(book)))


def test_the_ledger_holds_348_rules_as_they_were_read() -> None:
    counts: dict[str, int] = {}
    for entry in ledger().values():
        counts[entry.encode] = counts.get(entry.encode, 0) + 1
    assert counts == {"yes": 181, "config": 19, "doc_checklist": 59, "reference_only": 69, "no": 20}


def test_every_rule_is_accounted_for(found: dict[str, Account]) -> None:
    assert [rule for rule, account in found.items() if account.became == OPEN] == []


def test_a_rule_that_wants_an_edit_is_seen_in_a_finding_unless_it_lives_elsewhere(found: dict[str, Account]) -> None:
    unseen = [
        rule
        for rule, account in found.items()
        if account.entry.encode in ("yes", "config") and not account.cases and account.elsewhere is None
    ]
    assert unseen == []


def test_a_rule_behind_a_switch_denies_nobody_by_default(book: PolicyBook) -> None:
    wanted = {rule for rule, entry in ledger().items() if entry.encode == "config"}
    strict = [
        f"{payer}: {provision.edit.code}"
        for payer in book.payers
        for provision in book.profiles[payer].provisions
        if {citation.rule for citation in provision.citations} & wanted
        and not _backed(provision, wanted)
        and any(outcome.severity in ("deny", "reduce") for outcome in provision.outcomes.values())
    ]
    assert strict == []


def _backed(provision: Provision, wanted: set[str]) -> bool:
    """A rule of another source asks for the edit as well."""
    return any(citation.rule not in wanted for citation in provision.citations)


def test_every_item_for_the_records_stands_on_the_checklist_where_the_document_has_it() -> None:
    wanted = {
        (rule, entry.document, entry.lines) for rule, entry in ledger().items() if entry.encode == "doc_checklist"
    }
    assert {(item.rule, item.source, item.lines) for item in checklist_items()} == wanted


def test_what_must_not_be_applied_is_refused_with_a_test(found: dict[str, Account]) -> None:
    refused = [rule for rule, account in found.items() if account.entry.encode == "no"]
    assert [rule for rule in refused if found[rule].became != "refused"] == []
    assert [rule for rule in refused if found[rule].provisions or found[rule].cases] == []


def test_places_and_tests_named_for_a_rule_exist() -> None:
    missing = []
    for rule, entry in dispositions().items():
        places = (entry.get("where"), entry.get("shown_by"))
        missing += [f"{rule}: {place}" for place in places if place is not None and not _exists(place)]
        if entry["is"] in ("refused", "allowed") and "shown_by" not in entry:
            missing.append(f"{rule}: a test that shows it")
    assert missing == []


def _exists(place: str) -> bool:
    path, _, test = place.partition("::")
    if not (ROOT / path).exists():
        return False
    if not test:
        return True
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == test for node in ast.walk(tree))
