"""Validity, hospital pairs and IMRT claim list, line by line beside the CMS outpatient editor (docs/oracle.md)."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from oracle.outpatient_claims import outpatient_claims
from oracle.outpatient_editor import edits_of

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import parse_record
from radonc.reference.lifecycle import CodeState, code_status
from radonc.tables.quarters import quarter_of

pytestmark = pytest.mark.skipif(sys.version_info < (3, 12), reason="pyoce needs Python 3.12")

CLAIMS = 5200
PARTS = 2
VALIDITY = "code_validity"


@dataclass(frozen=True)
class Disagreement:
    """One line on which exactly one of the two judges gives an edit."""

    claim: str
    edit: str
    given_by: str
    code: str
    on: date
    claim_from: date

    @property
    def explained(self) -> str:
        """The class of docs/oracle.md it belongs to; empty where it belongs to none."""
        state = code_status(self.code, self.on).state
        if self.edit == "validity" and self.given_by == "editor" and state is CodeState.OUTSIDE_FIELD:
            return "number outside the field"
        if quarter_of(self.on) != quarter_of(self.claim_from):
            return "dated by claim"
        return ""


def our_edits(claims: Sequence[Mapping[str, Any]], book: PolicyBook) -> dict[tuple[str, int], frozenset[str]]:
    """Return by claim and line which of the compared edits we give, each edit judged beside code validity alone."""
    found: dict[tuple[str, int], set[str]] = {}
    records = [parse_record(dict(claim)) for claim in claims]
    for edit, name in (("NCC001", "pair"), ("NCC002", "imrt_claim")):
        for decision in decide(records, alone(book, edit)).decisions:
            for line in decision["lines"]:
                given = found.setdefault((decision["claim_id"], line["line_number"]), set())
                given |= {name for finding in line["findings"] if finding["edit"] == edit}
                given |= {"validity" for finding in line["findings"] if finding["category"] == VALIDITY}
    return {key: frozenset(edits) for key, edits in found.items()}


def alone(book: PolicyBook, edit: str) -> PolicyBook:
    medicare = book.profiles["medicare"]
    kept = tuple(p for p in medicare.provisions if p.edit.code == edit or p.edit.category == VALIDITY)
    return replace(book, profiles={"medicare": replace(medicare, provisions=kept)})


def compare(claims: Sequence[Mapping[str, Any]]) -> tuple[Counter[str], list[Disagreement]]:
    """Return how often both judges gave each edit, and where they differ."""
    import pyoce  # noqa: PLC0415  only Python 3.12 and later have it

    editor = pyoce.IoceComponent()
    editor_says = {claim["claim_id"]: edits_of(editor, claim) for claim in claims}
    ours = our_edits(claims, load_book())
    agreed: Counter[str] = Counter()
    differ = []
    for claim in claims:
        theirs = editor_says[claim["claim_id"]]
        first = min(date.fromisoformat(line["service_date"]) for line in claim["lines"])
        for line in claim["lines"]:
            number, code = line["line_number"], line["procedure_code"]
            own = ours[claim["claim_id"], number]
            agreed.update(own & theirs[number])
            differ += [
                Disagreement(
                    claim["claim_id"],
                    edit,
                    "us" if edit in own else "editor",
                    code,
                    date.fromisoformat(line["service_date"]),
                    first,
                )
                for edit in sorted(own ^ theirs[number])
            ]
    return agreed, differ


@pytest.mark.parametrize("part", range(PARTS))
def test_the_editor_and_we_differ_only_where_it_is_explained(part: int) -> None:
    claims = list(outpatient_claims(CLAIMS))[part::PARTS]
    agreed, differ = compare(claims)
    assert [entry for entry in differ if not entry.explained] == []
    assert agreed["pair"] > 1000
    assert agreed["imrt_claim"] > 200
    assert agreed["validity"] > 500
    assert {entry.explained for entry in differ} == {"dated by claim", "number outside the field"}
