"""The 835: balanced, valid, and silent about what is not decided."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from unit.answers.batches import ENVELOPE, answered, claim, delivery
from x12_valid import Segment, named, segments, x12_problems

from radonc.answers.envelope import PayerParty, read_envelope
from radonc.answers.left_out import UNHOLDABLE, LeftOut
from radonc.answers.remittance import NO_CHARGE, PENDED, REPLACED, TURNED_AWAY, remittance

WEEK = [delivery(f"2025-06-{day:02}") for day in (2, 3, 4, 5, 6)]


def adjusted(segment: Segment) -> Decimal:
    return sum((Decimal(value) for value in segment[3::3]), Decimal(0))


def claims_of(text: str) -> Iterator[list[Segment]]:
    """Segments of each claim payment, its CLP first."""
    current: list[Segment] = []
    for segment in segments(text):
        if segment[0] in ("CLP", "SE"):
            if current:
                yield current
            current = [segment] if segment[0] == "CLP" else []
        elif current:
            current.append(segment)


def test_three_weekly_physics_units_of_ten_fractions_lose_one_unit_and_a_third_of_their_charge(tmp_path: Path) -> None:
    # PHY001: one unit of weekly physics for five fractions; ten carry two of the three units.
    days = [f"2025-06-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
    physics = delivery("2025-06-13", procedure_code="77336", units=3, charge="120.00")
    text = remittance(answered(claim("C1", *map(delivery, days), physics)), ENVELOPE).text
    assert x12_problems(text, tmp_path) == []
    assert named(text, "CLP") == [["CLP", "C1", "1", "2120", "2080", "", "ZZ", "C1", "11", "1"]]
    at = segments(text).index(["SVC", "HC:77336", "120", "80", "", "2", "", "3"])
    assert segments(text)[at + 1 : at + 5] == [
        ["DTM", "472", "20250613"],
        ["CAS", "CO", "151", "40", "1"],
        ["REF", "6R", "11"],
        ["LQ", "HE", "N640"],
    ]
    assert named(text, "BPR")[0][:5] == ["BPR", "I", "2080", "C", "CHK"]


def test_every_claim_line_and_transaction_balances(tmp_path: Path) -> None:
    claims = [
        claim("C1", *WEEK),
        claim("C2", delivery("2025-06-17", units=2, charge="333.33"), member_id="M-78"),
        claim("C3", *WEEK, delivery("2025-06-06", procedure_code="77336", units=7, charge="100.01"), member_id="M-79"),
        claim("C4", delivery(units=1, charge="0"), member_id="M-80", billing_provider_npi="1457398216"),
    ]
    written = remittance(answered(*claims), ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    assert written.left_out == ()
    payments = []
    for entry in claims_of(written.text):
        clp, svc = entry[0], [segment for segment in entry if segment[0] == "SVC"]
        stopped = sum((adjusted(segment) for segment in entry if segment[0] == "CAS"), Decimal(0))
        assert Decimal(clp[3]) == Decimal(clp[4]) + stopped
        assert Decimal(clp[3]) == sum(Decimal(segment[2]) for segment in svc)
        assert Decimal(clp[4]) == sum(Decimal(segment[3]) for segment in svc)
        payments.append(Decimal(clp[4]))
    assert len(payments) == len(claims)
    assert sum(Decimal(segment[2]) for segment in named(written.text, "BPR")) == sum(payments)
    assert len(named(written.text, "CAS")) >= 1


def test_a_transaction_holds_one_payer_and_one_payee(tmp_path: Path) -> None:
    other = claim("C2", member_id="M-78", billing_provider_npi="1457398216")
    third = claim("C3", member_id="M-79", payer="evolent", authorization_number="A1")
    text = remittance(answered(claim("C1"), other, third), ENVELOPE).text
    assert x12_problems(text, tmp_path) == []
    parties = [segment[1:] for segment in segments(text) if segment[0] == "N1"]
    assert parties[:4] == [
        ["PR", "medicare"], ["PE", "NOT GIVEN", "XX", "1234567893"],
        ["PR", "medicare"], ["PE", "NOT GIVEN", "XX", "1457398216"],
    ]  # fmt: skip
    assert named(text, "GE") == [["GE", str(len(named(text, "ST"))), "1"]]


def test_a_pended_claim_is_left_out_and_not_denied() -> None:
    # No authorization under evolent pends (D-06).
    written = remittance(answered(claim("C1", payer="evolent", place_of_service="11")), ENVELOPE)
    assert (written.text, written.left_out) == ("", (LeftOut("C1", PENDED),))


def test_a_claim_the_front_end_turned_away_is_not_remitted() -> None:
    # 77385 ended with 2025 (deleted code): code_validity.
    late = delivery("2026-01-15", procedure_code="77385")
    written = remittance(answered(claim("C1", late, received_date="2026-02-01")), ENVELOPE)
    assert written.left_out == (LeftOut("C1", TURNED_AWAY),)


def test_a_replaced_claim_is_left_out_and_its_replacement_remitted() -> None:
    corrected = claim("C1", frequency_code="7", original_claim_id="C1", received_date="2025-07-01")
    written = remittance(answered(claim("C1"), corrected), ENVELOPE)
    assert written.left_out == (LeftOut("C1", REPLACED),)
    assert [segment[9] for segment in named(written.text, "CLP")] == ["7"]


def test_a_line_without_a_charge_keeps_its_claim_out() -> None:
    line = delivery()
    del line["charge"]
    assert remittance(answered(claim("C1", line)), ENVELOPE).left_out == (LeftOut("C1", NO_CHARGE),)


@pytest.mark.parametrize("claim_id", ["A*B", "A~B:C", "*:~^|>{%", "ST*835*0001~", "x'\"<&>"])
def test_delimiters_in_a_claim_number_are_kept_by_choosing_others(claim_id: str, tmp_path: Path) -> None:
    text = remittance(answered(claim(claim_id)), ENVELOPE).text
    assert x12_problems(text, tmp_path) == []
    assert [segment[1] for segment in named(text, "CLP")] == [claim_id]


def test_where_every_delimiter_is_taken_the_text_loses_the_usual_ones(tmp_path: Path) -> None:
    written = remittance(answered(claim("A*|+!:>&;^{`[~%$=B")), ENVELOPE)
    assert x12_problems(written.text, tmp_path) == []
    assert [segment[1] for segment in named(written.text, "CLP")] == ["A |+! >&;^{`[ %$=B"]


@pytest.mark.parametrize("claim_id", ["Ä1", "C" * 39, "C  1"])
def test_a_claim_number_x12_cannot_hold_keeps_its_claim_out(claim_id: str) -> None:
    assert remittance(answered(claim(claim_id)), ENVELOPE).left_out == (LeftOut(claim_id, UNHOLDABLE),)


def test_a_line_with_a_revenue_code_alone_goes_by_it(tmp_path: Path) -> None:
    supplies = {"units": 2, "service_date": "2025-06-11", "revenue_code": "0270", "charge": "10.50"}
    hospital = claim("C1", supplies, claim_type="institutional", bill_type="131", place_of_service=None)
    text = remittance(answered(hospital), ENVELOPE).text
    assert x12_problems(text, tmp_path) == []
    assert named(text, "SVC") == [["SVC", "NU:0270", "10.5", "10.5", "", "2"]]
    assert named(text, "CLP")[0][8] == "13"


def test_names_of_the_envelope_stand_in_the_transaction(tmp_path: Path) -> None:
    envelope = read_envelope(
        """
        day = 2025-08-01
        control_number = 42
        receiver = "GROUP"
        [payers.medicare]
        id = "00882"
        name = "Example MAC"
        tax_id = "123456789"
        address = "1 Main St"
        city = "Lansing"
        state = "MI"
        postal_code = "48901"
        filing_indicator = "MB"
        [providers]
        "1234567893" = "Oncology ~ Group*"
        """,
        ENVELOPE.day,
    )
    text = remittance(answered(claim("C1")), envelope).text
    assert x12_problems(text, tmp_path) == []
    assert envelope.payer("evolent") == PayerParty(id="evolent", name="evolent")
    assert named(text, "TRN") == [["TRN", "1", "0000000420001", "1123456789"]]
    assert named(text, "N4") == [["N4", "Lansing", "MI", "48901"]]
    assert named(text, "N1") == [["N1", "PR", "Example MAC"], ["N1", "PE", "Oncology ~ Group*", "XX", "1234567893"]]
    assert named(text, "CLP")[0][6] == "MB"


def test_the_validator_would_have_complained(tmp_path: Path) -> None:
    text = remittance(answered(claim("C1")), ENVELOPE).text
    assert x12_problems(text.replace("~\nLX*1~", "~\nLX*1~\nXX*1~"), tmp_path) != []
