"""What is taken can be read again: a record that is stored and does not read would close its patient for good."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radonc.records import RecordError, parse_record
from radonc_aws.claim_codec import decode, encode

CLAIM: dict[str, Any] = {
    "claim_id": "C1",
    "payer": "evolent",
    "claim_type": "institutional",
    "received_date": "2025-03-31",
    "member_id": "patient",
    "billing_provider_npi": "1234567893",
    "bill_type": "131",
    "diagnoses": ["C61"],
}
LINE = {"line_number": 1, "procedure_code": "77412", "units": 1, "service_date": "2025-03-03", "revenue_code": "0333"}
# Letters whose capitals are longer, spaces of all kinds, what codes, amounts and dates are made of.
LETTERS = "ßŉǰΐﬁ ſıİ.0159ACzé٣-\u00a0\u2003\u3000$%"


@given(
    diagnosis=st.text("AZaz019. ", min_size=1, max_size=9),
    code=st.text(LETTERS, max_size=50),
    bill_type=st.text("0139AZ", min_size=2, max_size=5),
    charge=st.text("0015.", min_size=1, max_size=13),
    text=st.text(LETTERS, min_size=1, max_size=81),
)
def test_a_record_that_is_taken_reads_back_as_it_was_stored(
    diagnosis: str, code: str, bill_type: str, charge: str, text: str
) -> None:
    changes: tuple[dict[str, Any], ...] = (
        {"diagnoses": [diagnosis]},
        {"lines": [LINE | {"procedure_code": code}]},
        {"bill_type": bill_type},
        {"lines": [LINE | {"charge": charge}]},
        {"claim_id": text, "authorization_number": text},
    )
    taken = 0
    for change in changes:
        try:
            record = parse_record({**CLAIM, "lines": [LINE], **change})
        except RecordError:
            continue
        taken += 1
        assert decode(encode(record).body, "evolent", "patient") == record
    assume(taken)


@pytest.mark.parametrize("diagnosis", [".53", "C.5", "..C", "C5.0911", "C50...1", "C509112A", "C50.91123"])
def test_a_diagnosis_has_its_dot_after_three_characters_or_none(diagnosis: str) -> None:
    with pytest.raises(RecordError, match=r"diagnoses\[0\]: must be an ICD-10-CM code"):
        parse_record({**CLAIM, "lines": [LINE], "diagnoses": [diagnosis]})


@pytest.mark.parametrize(
    ("written", "read"),
    [("c50.911", "C50911"), ("C50911", "C50911"), ("C61", "C61"), ("C61.", "C61"), ("C50..911", "C50911")],
)
def test_a_diagnosis_is_read_with_and_without_its_dot(written: str, read: str) -> None:
    record = parse_record({**CLAIM, "lines": [LINE], "diagnoses": [written]})
    assert record.diagnoses == (read,)


def test_capitals_never_make_a_code_longer_than_it_may_be() -> None:
    record = parse_record({**CLAIM, "lines": [LINE | {"procedure_code": "ŉ" * 48}]})
    assert decode(encode(record).body, "evolent", "patient") == record
