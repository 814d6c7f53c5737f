"""Whole courses: every transaction is valid, every claim is in one place, every amount balances."""

from decimal import Decimal
from pathlib import Path

import fhirkit
import pytest
from unit.answers.batches import CLOSED, ENVELOPE, book
from x12_valid import named, x12_problems

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.adjustments import adjustments
from radonc.answers.answered import Answered, answered_claims
from radonc.answers.claim_response import claim_response
from radonc.answers.remittance import remittance
from radonc.intake import read_records
from radonc.pipeline import decide
from radonc.reading import Accepted

GOLDEN = Path(__file__).parents[2] / "golden"
COURSES = sorted(path.parent for path in GOLDEN.glob("*/*/claims.jsonl"))


def judged(course: Path) -> list[Answered]:
    with (course / "claims.jsonl").open("rb") as stream:
        found = list(read_records(stream, course.name, payers=book().payer_ids, known_payers=book().payers))
    review = decide([one.record for one in found if isinstance(one, Accepted)], book(), as_of=CLOSED)
    return answered_claims(review.claims, review.decisions)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_a_course_is_answered_in_valid_transactions(course: Path, tmp_path: Path) -> None:
    claims = judged(course)
    acknowledged = acknowledgement(claims, [], ENVELOPE)
    remitted = remittance(claims, ENVELOPE)
    assert x12_problems(acknowledged.text, tmp_path) == []
    assert remitted.text == "" or x12_problems(remitted.text, tmp_path) == []
    patients = [segment for segment in named(acknowledged.text, "HL") if segment[3] == "PT"]
    assert len(patients) == len(claims)
    listed = [segment[1] for segment in named(remitted.text, "CLP")] if remitted.text else []
    left_out = [entry.claim_id for entry in remitted.left_out]
    assert sorted(listed + left_out) == sorted(one.record.claim_id for one in claims)
    assert [list(fhirkit.validate(claim_response(one))) for one in claims] == [[] for _ in claims]


def test_the_courses_hold_denials_to_adjust() -> None:
    adjusted = [
        line for course in COURSES for one in judged(course) for line in one.decision["lines"] if adjustments(line)
    ]
    assert len(COURSES) >= 30
    assert {line["disposition"] for line in adjusted} == {"deny"}


def test_adjusted_amounts_are_the_share_of_the_units_that_did_not_pass() -> None:
    for course in COURSES:
        for one in judged(course):
            for line in one.decision["lines"]:
                adjusted = adjustments(line)
                if not adjusted:
                    continue
                stopped = line["billed_units"] - line["allowed_units"]
                charge = Decimal(line["charge"] or 0)
                assert sum(each.units for each in adjusted) == stopped
                share = (charge * stopped / line["billed_units"]).quantize(Decimal("0.01"))
                assert sum((each.amount for each in adjusted), Decimal(0)) == share
