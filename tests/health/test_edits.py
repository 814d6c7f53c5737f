"""Every edit cites, fires and stays silent; every provision and every outcome was seen at work."""

import tomllib

import pytest
from edit_cases import FoldedCase, case_files

from radonc.judge import Hit
from radonc.policy_book import CATALOGUE, load_book
from radonc.provisions import Provision

BOOK = load_book()
FILES = case_files()
IN_FORCE = sorted(code for code, edit in BOOK.edits.items() if edit.retired is None)


def hits_of(edit: str) -> list[Hit]:
    """Hits of an edit over its own cases."""
    cases = [FoldedCase.of(edit, case, BOOK) for case in FILES.get(edit, [])]
    return [hit for case in cases for _, hit in case.hits(case.profile) if hit.provision.edit.code == edit]


@pytest.mark.parametrize("edit", IN_FORCE)
def test_an_edit_has_a_case_that_fires_and_one_that_stays_silent(edit: str) -> None:
    fires = [case["name"] for case in FILES.get(edit, []) if case["expect"]]
    silent = [case["name"] for case in FILES.get(edit, []) if not case["expect"]]
    assert (bool(fires), bool(silent)) == (True, True)


@pytest.mark.parametrize("edit", IN_FORCE)
def test_every_outcome_and_every_provision_of_an_edit_was_seen_at_work(edit: str) -> None:
    hits = hits_of(edit)
    worded = tomllib.loads((CATALOGUE / f"{edit}.toml").read_text(encoding="utf-8"))["outcome"]
    seen = _seen(hits)
    # some kinds never give their default outcome: it is there for the others to take their words from
    unseen = [f"outcome {name}" for name in worded if name not in seen and not (name == "default" and seen)]
    unseen += [
        f"{provision.publisher} from {provision.first}{f': {name}' if name else ''}"
        for provision in BOOK.statements[edit]
        for name in ("", *provision.spec.severities)
        if not any(_is(hit, provision) and name in ("", hit.breach.outcome) for hit in hits)
    ]
    assert unseen == []


def _seen(hits: list[Hit]) -> set[str]:
    return {hit.breach.outcome for hit in hits}


def _is(hit: Hit, provision: Provision) -> bool:
    return hit.provision.spec is provision.spec


def test_every_provision_says_where_it_comes_from() -> None:
    silent = [
        f"{edit}: {provision.publisher} from {provision.first}"
        for edit, provisions in BOOK.statements.items()
        for provision in provisions
        if not all(citation.source and citation.locator and citation.title for citation in provision.citations)
        or not provision.citations
    ]
    assert silent == []


def test_what_a_source_does_not_say_is_marked_as_ours() -> None:
    unmarked = [
        f"{edit}: {provision.publisher} from {provision.first}"
        for edit, provisions in BOOK.statements.items()
        for provision in provisions
        if provision.publisher == "radonc" and not provision.spec.ours
    ]
    assert unmarked == []


def test_no_two_provisions_bind_one_payer_for_one_edit_code_and_date() -> None:
    clashes = []
    for payer in BOOK.payers:
        by_edit: dict[str, list[Provision]] = {}
        for provision in BOOK.profiles[payer].provisions:
            same = (other for other in by_edit.get(provision.edit.code, []) if _clash(provision, other))
            clashes += [f"{payer}: {provision.edit.code} {provision.publisher}/{other.publisher}" for other in same]
            by_edit.setdefault(provision.edit.code, []).append(provision)
    assert clashes == []


def _clash(one: Provision, other: Provision) -> bool:
    """Two provisions of one edit say the same thing twice: same codes, circumstances and values on a shared date."""
    return (
        one.first <= other.last and other.first <= one.last and one.where == other.where and one.params == other.params
    )


@pytest.mark.parametrize("edit", sorted(FILES))
def test_a_case_file_belongs_to_an_edit_and_says_what_it_shows(edit: str) -> None:
    assert edit in BOOK.edits
    names = [case["name"] for case in FILES[edit]]
    assert sorted(set(names)) == sorted(names)
