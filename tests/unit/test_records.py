"""A record that cannot be read says which field, what was expected, and never repeats what stood there."""

import json
from typing import Any

import pytest

from radonc.records import ClaimRecord, Problem, RecordError, canonical_json, parse_record

LINE: dict[str, Any] = {"line_number": 1, "procedure_code": "77412", "units": 1, "service_date": "2025-03-03"}
CLAIM: dict[str, Any] = {
    "claim_id": "C1",
    "payer": "evolent",
    "claim_type": "professional",
    "received_date": "2025-03-10",
    "member_id": "SECRET-MEMBER",
    "billing_provider_npi": "1245319599",
    "place_of_service": "11",
    "diagnoses": ["C50.911"],
    "lines": [LINE],
}
AUTHORIZATION: dict[str, Any] = {
    "type": "authorization",
    "authorization_number": "A1",
    "payer": "evolent",
    "member_id": "SECRET-MEMBER",
    "procedure_code": "77412",
}


def claim(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (CLAIM | changed).items() if value is not None}


def line(**changed: Any) -> dict[str, Any]:
    return claim(lines=[{name: value for name, value in (LINE | changed).items() if value is not None}])


def problems(record: Any) -> list[tuple[str, str]]:
    with pytest.raises(RecordError) as refused:
        parse_record(record)
    return [(problem.field, problem.reason) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (claim(payer=None), ("payer", "is required")),
        (claim(payor="evolent"), ("payor", "is not a field of this record")),
        (claim(claim_type="dental"), ("claim_type", "must be 'professional' or 'institutional'")),
        (claim(received_date="03/10/2025"), ("received_date", "must be a date as YYYY-MM-DD")),
        (claim(received_date="0025-03-10"), ("received_date", "must be a date between 1990-01-01 and 2099-12-31")),
        (
            claim(billing_provider_npi="1245319598"),
            ("billing_provider_npi", "must be ten digits that end in a valid NPI check digit"),
        ),
        (claim(diagnoses=[]), ("diagnoses", "must hold at least 1 entry")),
        (claim(lines=[]), ("lines", "must hold at least 1 entry")),
        (claim(lines=[LINE] * 1000), ("lines", "holds more than 999 entries")),
        (claim(place_of_service=None), ("place_of_service", "is required on professional claims")),
        (claim(place_of_service="\u0661\u0661"), ("place_of_service", "must be two digits")),
        (
            line(charge="\u0661\u0662"),
            ("lines[0].charge", "must be an amount such as 240.00, without sign or separators"),
        ),
        (line(modifiers=["26 "]), ("lines[0].modifiers[0]", "must be two letters or digits")),
        (line(revenue_code="33"), ("lines[0].revenue_code", "must be three or four digits")),
        (claim(diagnoses=["C6-1"]), ("diagnoses[0]", "must be an ICD-10-CM code, with its dot or without")),
        (
            claim(claim_type="institutional", place_of_service=None, bill_type="013"),
            ("bill_type", "must be a type of bill such as 131 or 0131"),
        ),
        (claim(claim_type="institutional"), ("bill_type", "is required on institutional claims")),
        (claim(frequency_code="7"), ("original_claim_id", "is required with frequency_code 7 and 8")),
        (claim(clinical={"ecog": 6}), ("clinical.ecog", "must be at most 5")),
        (claim(clinical={"karnofsky": 101}), ("clinical.karnofsky", "must be at most 100")),
        (claim(type="claims"), ("type", "must be 'claim' or 'authorization'")),
        (line(units=0), ("lines[0].units", "must be above 0")),
        (line(units=1.5), ("lines[0].units", "must be a whole number")),
        (line(units="1"), ("lines[0].units", "must be a whole number")),
        (line(modifiers=["26", "59", "76", "XE", "RT"]), ("lines[0].modifiers", "holds more than 4 entries")),
        (line(charge=12.5), ("lines[0].charge", "must be text")),
        (line(diagnosis_pointers=[2]), ("lines[0].diagnosis_pointers[0]", "points past the 1 diagnoses of the claim")),
        (line(service_date_end="2025-03-02"), ("lines[0].service_date_end", "is before service_date")),
        (
            line(service_date_end="2025-03-07", units=4),
            (
                "lines[0].units",
                "do not fit the 5 days of the range: bill one unit a day, or one line for each date",
            ),
        ),
        (claim(lines=[LINE, LINE]), ("lines[1].line_number", "is used by an earlier line of this claim")),
        (AUTHORIZATION | {"approved_fractions": -1}, ("approved_fractions", "must be at least 0")),
        (
            AUTHORIZATION | {"valid_from": "2025-02-01", "valid_to": "2025-01-01"},
            ("valid_to", "is before valid_from"),
        ),
    ],
)
def test_a_field_at_fault_is_named_with_what_was_expected(record: dict[str, Any], found: tuple[str, str]) -> None:
    assert problems(record) == [found]


def test_every_field_at_fault_is_named_at_once() -> None:
    record = claim(payer=None, received_date="soon", lines=[LINE | {"units": 0, "procedure": "77412"}])
    assert problems(record) == [
        ("payer", "is required"),
        ("received_date", "must be a date as YYYY-MM-DD"),
        ("lines[0].procedure", "is not a field of this record"),
        ("lines[0].units", "must be above 0"),
    ]


@pytest.mark.parametrize("text", [b"{", b"[]", b"null", b"12", b'"claim"', b"", b"\xff\xfe"])
def test_what_is_no_object_is_refused_as_a_record(text: bytes) -> None:
    assert [field for field, _ in problems(text)] == ["record"]


def test_a_refusal_knows_the_claim_and_repeats_nothing_of_the_member() -> None:
    with pytest.raises(RecordError) as refused:
        parse_record(claim(member_id="SECRET-MEMBER" * 10, payer=None))
    assert refused.value.claim_id == "C1"
    assert "SECRET" not in str(refused.value)
    assert Problem("payer", "is required") in refused.value.problems


def test_dates_of_a_block_code_are_not_counted_in_units() -> None:
    record = parse_record(line(procedure_code="77427", service_date_end="2025-03-07"))
    assert record.type == "claim"


def test_codes_modifiers_and_diagnoses_are_read_as_they_are_written_elsewhere() -> None:
    record = parse_record(
        claim(diagnoses=["c50.911", "C61"], lines=[LINE | {"procedure_code": " g6012 ", "modifiers": ["xe"]}])
    )
    assert record.type == "claim"
    assert (record.diagnoses, record.lines[0].procedure_code, record.lines[0].modifiers) == (
        ("C50911", "C61"),
        "G6012",
        ("XE",),
    )


def test_a_leading_zero_of_the_bill_type_is_dropped() -> None:
    record = parse_record(claim(claim_type="institutional", bill_type="0131", place_of_service=None))
    assert record.type == "claim"
    assert record.bill_type == "131"


def test_canonical_json_fills_defaults_sorts_keys_and_holds_no_spaces() -> None:
    text = canonical_json(parse_record(dict(reversed(list(AUTHORIZATION.items())))))
    assert text == (
        '{"approved_fractions":null,"authorization_number":"A1","diagnoses":[],"member_id":"SECRET-MEMBER",'
        '"payer":"evolent","procedure_code":"77412","provider_npi":null,"received_date":null,"technique":null,'
        '"type":"authorization","valid_from":null,"valid_to":null}'
    )


def test_text_bytes_and_an_object_are_read_alike() -> None:
    text = json.dumps(CLAIM)
    assert parse_record(text) == parse_record(text.encode()) == parse_record(CLAIM)


def test_a_hospital_line_may_carry_a_revenue_code_alone() -> None:
    alone = {"line_number": 1, "units": 3, "service_date": "2025-03-03", "revenue_code": "0250"}
    hospital = claim(claim_type="institutional", bill_type="131", lines=[alone])
    record = parse_record(hospital)
    assert isinstance(record, ClaimRecord)
    assert record.lines[0].procedure_code == ""
    missing = [("lines[0].procedure_code", "is required")]
    assert problems(hospital | {"lines": [LINE | {"procedure_code": ""}]}) == missing
    assert problems(claim(lines=[alone])) == missing


def test_a_range_of_a_code_outside_the_field_is_not_counted_by_day() -> None:
    record = parse_record(line(procedure_code="J1100", units=50, service_date_end="2025-03-07"))
    assert isinstance(record, ClaimRecord)
    assert record.lines[0].dates == (record.lines[0].service_date,)
