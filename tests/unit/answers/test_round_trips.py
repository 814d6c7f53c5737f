"""The same claims from 837, FHIR, CSV and JSON, by an independent writer, are decided and answered the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from unit.answers.batches import CLOSED, ENVELOPE, book

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.answered import Answered, answered_claims
from radonc.answers.claim_response import claim_response
from radonc.answers.remittance import remittance
from radonc.intake import read_records
from radonc.pipeline import decide
from radonc.reading import Accepted
from radonc.records import Record

SAMPLES = Path(__file__).parents[2] / "samples" / "independent"
WRITINGS = {
    "X12": ("institutional.837", "professional.837"),
    "FHIR": ("claims.fhir.json",),
    "CSV": ("claims.csv",),
    "JSON Lines": ("claims.jsonl",),
}


def read(writing: str) -> list[Record]:
    records: list[Record] = []
    for name in WRITINGS[writing]:
        with (SAMPLES / name).open("rb") as stream:
            found = list(read_records(stream, name, payers=book().payer_ids, known_payers=book().payers))
        assert [one for one in found if not isinstance(one, Accepted)] == []
        records += [one.record for one in found if isinstance(one, Accepted)]
    return records


def answered(writing: str) -> list[Answered]:
    review = decide(read(writing), book(), as_of=CLOSED)
    assert review.rejects == ()
    return answered_claims(review.claims, review.decisions)


def answers(writing: str) -> dict[str, Any]:
    claims = answered(writing)
    return {
        "decisions": json.dumps([one.decision for one in claims], sort_keys=True),
        "277CA": acknowledgement(claims, [], ENVELOPE).text,
        "835": remittance(claims, ENVELOPE).text,
        "FHIR": [claim_response(one) for one in claims],
    }


@pytest.mark.parametrize("writing", ["FHIR", "CSV", "JSON Lines"])
def test_a_writing_is_decided_and_answered_as_the_837_is(writing: str) -> None:
    assert answers(writing) == answers("X12")


def test_the_claims_are_not_merely_clean() -> None:
    """Weekly physics (PHY001): ten fractions carry two of three units, a course of one fraction one of four."""
    found = {
        (one.record.claim_id, line["line_number"]): (line["disposition"], line["allowed_units"])
        for one in answered("JSON Lines")
        for line in one.decision["lines"]
        if line["procedure_code"] == "77336"
    }
    assert found == {("H-1", 11): ("reduce", 2), ("F-1", 3): ("reduce", 1)}
