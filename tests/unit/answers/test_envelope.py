"""The envelope file: what it may hold, and what is said where it does not."""

from datetime import date
from pathlib import Path

import pytest

from radonc.answers.envelope import Envelope, EnvelopeError, read_envelope

DAY = date(2025, 7, 2)


def test_an_empty_file_gives_the_envelope_of_the_day() -> None:
    assert read_envelope("", DAY) == Envelope(day=DAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("day = 'soon'", "day: must be a date as YYYY-MM-DD"),
        ("time = '2575'", "time: must be hours and minutes as HHMM"),
        ("control_number = 0", "control_number: must be between 1 and 999999999"),
        ("usage = 'X'", "usage: must be P (production) or T (test)"),
        ("sender = 7", "sender: must be text"),
        ("sendr = 'x'", "sendr: is not a field of an envelope"),
        ("payers = 1", "payers: must be a table"),
        ("payers.medicare.tax_id = '12-3456789'", "payers.medicare.tax_id: must be nine digits"),
        ("payers.medicare.fax = '1'", "payers.medicare.fax: is not a field of a payer"),
        ("providers.'1234567893' = ''", "providers.1234567893: must be text"),
        ("= 1", "is not TOML"),
    ],
)
def test_what_an_envelope_cannot_hold_is_named(text: str, reason: str) -> None:
    with pytest.raises(EnvelopeError) as refused:
        read_envelope(text, DAY)
    assert str(refused.value).startswith(reason)


def test_the_envelope_of_the_documentation_can_be_read() -> None:
    page = (Path(__file__).parents[3] / "docs" / "answers-out.md").read_text(encoding="utf-8")
    shown = page.split("```toml\n")[1].split("```")[0]
    envelope = read_envelope(shown, date(1990, 1, 1))
    assert (envelope.day, envelope.sender, envelope.control_number) == (DAY, "EXAMPLEPAYER", 42)
    assert envelope.payer("medicare").name == "Example MAC"
    assert envelope.provider("1234567893") == "Oncology Group"
