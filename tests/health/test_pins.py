"""Every number, code and date of every provision is held by a case: nudge it, and some case of that edit fails."""

import pytest
from edit_cases import FoldedCase, case_files
from nudges import nudges

from radonc.policy_book import PolicyBook, PolicyError, load_book
from radonc.provisions import Provision, bind

BOOK = load_book()


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict[str, object]]]:
    return case_files()


@pytest.mark.parametrize("edit", sorted(BOOK.edits))
def test_every_number_code_and_date_is_held_by_a_case(edit: str, files: dict[str, list[dict[str, object]]]) -> None:
    cases = [FoldedCase.of(edit, case, BOOK).without_bystanders() for case in files.get(edit, [])]
    loose = [
        f"{provision.publisher} from {provision.first}: {words}"
        for provision in BOOK.statements[edit]
        for words in survivors(BOOK, provision, [case for case in cases if case.bound_by(provision)])
    ]
    assert loose == []


def survivors(book: PolicyBook, provision: Provision, cases: list[FoldedCase]) -> list[str]:
    """Nudges of a provision that no case notices; one the loader refuses is noticed."""
    found = []
    for words, spec in nudges(provision.spec):
        try:
            nudged = bind(provision.edit, spec, "nudged", {})
        except PolicyError:
            continue
        statements = [nudged if p is provision else p for p in book.statements[provision.edit.code]]
        if all(case.holds(case.under(statements)) for case in cases):
            found.append(words)
    return found
