"""The 277CA: who goes on to adjudication, who is turned away, and with which status."""

from pathlib import Path

import pytest
from unit.answers.batches import ENVELOPE, answered, book, claim, delivery
from x12_valid import named, segments, x12_problems

from radonc.answers.acknowledgement import NO_CLAIM_ID, acknowledgement
from radonc.answers.answered import answered_claims
from radonc.answers.front_end import ClaimStatus, front_end, status_of_problem
from radonc.answers.left_out import LeftOut
from radonc.answers.remittance import remittance
from radonc.pipeline import decide
from radonc.policy_book import load_book
from radonc.records import parse_record

LATE = delivery("2026-01-15", procedure_code="77385", charge="500.00")
IN_FORCE = delivery("2026-01-15", procedure_code="77427", charge="100.00")
UNREAD = {
    "source": "x.jsonl",
    "kind": "record",
    "position": {"line": 3},
    "claim_id": "BAD-1",
    "field": "lines[0].units",
    "reason": "must be above 0",
    "problems": [
        {"field": "lines[0].units", "reason": "must be above 0"},
        {"field": "diagnoses", "reason": "is required"},
        {"field": "lines[2].diagnosis_pointers[0]", "reason": "points past the 1 diagnoses of the claim"},
    ],
}


def test_an_accepted_claim_is_a2_20_with_its_charge_and_days(tmp_path: Path) -> None:
    written = acknowledgement(answered(claim("C1", delivery(), delivery("2025-06-12"))), [], ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    assert written.left_out == ()
    patient = segments(written.text).index(["HL", "4", "3", "PT"])
    assert segments(written.text)[patient : patient + 5] == [
        ["HL", "4", "3", "PT"],
        ["NM1", "QC", "1", "NOT GIVEN", "", "", "", "", "MI", "M-77"],
        ["TRN", "2", "C1"],
        ["STC", "A2:20", "20250702", "WQ", "400"],
        ["DTP", "472", "RD8", "20250611-20250612"],
    ]


def test_a_code_deleted_before_the_service_turns_the_claim_away_and_shows_the_line(tmp_path: Path) -> None:
    written = acknowledgement(answered(claim("C1", IN_FORCE, LATE, received_date="2026-02-01")), [], ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    mark = written.text[104]
    claim_status, line_status = named(written.text, "STC")[2:]
    assert claim_status[:5] == ["STC", f"A7{mark}454", "20250702", "U", "600"]
    assert claim_status[12].startswith("77385 was deleted")
    assert line_status == ["STC", f"A7{mark}454", "20250702", "U"]
    assert named(written.text, "SVC") == [["SVC", f"HC{mark}77385", "500", "", "", "", "", "1"]]
    assert named(written.text, "REF") == [["REF", "FJ", "2"]]


def test_accepted_and_turned_away_claims_are_counted_with_their_charges(tmp_path: Path) -> None:
    claims = [claim("C1"), claim("C2", LATE, member_id="M-78", received_date="2026-02-01")]
    written = acknowledgement(answered(*claims), [], ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    assert named(written.text, "QTY") == [
        ["QTY", "90", "1"],
        ["QTY", "AA", "1"],
        ["QTY", "QA", "1"],
        ["QTY", "QC", "1"],
    ]
    assert named(written.text, "AMT") == [["AMT", "YU", "200"], ["AMT", "YY", "500"]] * 2


def test_an_unreadable_claim_is_turned_away_field_by_field(tmp_path: Path) -> None:
    written = acknowledgement([], [UNREAD], ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    statuses = [segment[1].split(written.text[104]) for segment in named(written.text, "STC")[2:]]
    assert statuses == [["A7", "476"], ["A6", "255"], ["A8", "477"]]
    assert named(written.text, "STC")[2][12] == "lines[0].units: must be above 0"
    assert named(written.text, "TRN")[-1] == ["TRN", "2", "BAD-1"]


def test_a_claim_number_used_twice_is_turned_away_with_what_the_claim_says(tmp_path: Path) -> None:
    # D-22: the earlier received one is kept.
    records = [
        parse_record(claim("C1")),
        parse_record(claim("C1", delivery(charge="75.50"), received_date="2025-07-01")),
    ]
    review = decide(records, book())
    refused = list(zip(review.refused, review.rejects, strict=True))
    text = acknowledgement(answered_claims(review.claims, review.decisions), [], ENVELOPE, refused).text
    assert x12_problems(text, tmp_path) == []
    accepted, away = named(text, "STC")[2:]
    mark = text[104]
    assert accepted == ["STC", f"A2{mark}20", "20250702", "WQ", "200"]
    assert away[:5] == ["STC", f"A8{mark}478", "20250702", "U", "75.5"]
    assert [segment[9] for segment in named(text, "NM1") if segment[1] == "QC"] == ["M-77", "M-77"]


def test_a_pend_or_a_policy_denial_is_not_a_front_end_matter() -> None:
    unauthorized = claim("C1", payer="evolent")
    over_frequency = claim("C2", delivery(), delivery(procedure_code="77336", units=9), member_id="M-78")
    written = acknowledgement(answered(unauthorized, over_frequency), [], ENVELOPE)
    statuses = [segment[1][:2] for segment in named(written.text, "STC")]
    assert set(statuses) == {"A1", "A2"}


def test_a_defect_of_a_file_and_a_record_without_a_number_are_not_claims() -> None:
    damaged = UNREAD | {"kind": "file", "claim_id": None}
    unnamed = UNREAD | {"claim_id": None}
    written = acknowledgement([], [damaged, unnamed], ENVELOPE)
    assert (written.text, written.left_out) == ("", (LeftOut("", NO_CLAIM_ID),))


def test_hostile_texts_stay_in_their_element(tmp_path: Path) -> None:
    hostile = UNREAD | {"claim_id": "X~SE*1", "problems": [{"field": "units", "reason": "a*b:c~d\n\x00e\u00e9"}]}
    text = acknowledgement([], [hostile], ENVELOPE).text
    assert x12_problems(text, tmp_path) == []
    assert named(text, "STC")[-1][12] == "units: a*b:c~d ee"
    assert named(text, "TRN")[-1] == ["TRN", "2", "X~SE*1"]


@pytest.mark.parametrize(
    ("field", "reason", "status"),
    [
        ("lines[3].procedure_code", "is required", ClaimStatus("A6", "454")),
        ("place_of_service", "must be two digits", ClaimStatus("A7", "249")),
        ("lines[0].units", "do not fit the 5 days of the range", ClaimStatus("A8", "476")),
        ("lines[0].service_date_end", "is before service_date", ClaimStatus("A8", "187")),
        ("claim_id", "claim id already used; send frequency code 7 to replace", ClaimStatus("A8", "478")),
        ("record", "is not valid JSON", ClaimStatus("A3", "481")),
    ],
)
def test_a_problem_has_the_status_of_its_field_and_the_category_of_its_reason(
    field: str, reason: str, status: ClaimStatus
) -> None:
    assert status_of_problem(field, reason) == status


def test_front_end_edits_exist_and_judge_codes_or_diagnoses() -> None:
    edits = load_book().edits
    categories = {edits[code].category for code in front_end().edits}
    assert categories == {"code_validity", "diagnosis"}


def test_no_claim_is_both_turned_away_and_remitted() -> None:
    claims = answered(claim("C1"), claim("C2", LATE, member_id="M-78", received_date="2026-02-01"))
    acknowledged = acknowledgement(claims, [], ENVELOPE).text
    away = [s[2] for s in named(acknowledged, "TRN") if s[2] == "C2"]
    remitted = [segment[1] for segment in named(remittance(claims, ENVELOPE).text, "CLP")]
    assert (away, remitted) == (["C2"], ["C1"])
