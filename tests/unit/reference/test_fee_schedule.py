"""Expected values read by hand in domain facts 1 and 2.3."""

from datetime import date

import pytest

from radonc.reference.fee_schedule import ComponentSplit, FeeScheduleRow, component_split, indicator

IN_2025 = date(2025, 12, 31)
IN_2026 = date(2026, 1, 1)


def test_port_images_are_paid_in_2025_and_bundled_from_2026() -> None:
    assert indicator("77417", IN_2025) == FeeScheduleRow("77417", "", "2025Q4", "A", "3", "XXX", False, True)
    assert indicator("77417", IN_2026) == FeeScheduleRow("77417", "", "2026Q3", "B", "9", "XXX", False, False)


def test_the_technical_row_of_guidance_is_bundled_from_2026_and_the_professional_one_paid() -> None:
    professional, technical = indicator("77387", IN_2026, "26"), indicator("77387", IN_2026, "TC")
    assert professional is not None
    assert technical is not None
    assert (professional.status, technical.status) == ("A", "B")


@pytest.mark.parametrize(
    ("code", "on", "split"),
    [
        ("77301", IN_2025, "split"),
        ("77427", IN_2025, "professional_only"),
        ("77263", IN_2026, "professional_only"),
        ("77336", IN_2026, "technical_only"),
        ("77385", IN_2025, "technical_only"),
        ("77385", IN_2026, "unknown"),
        ("77387", IN_2025, "unknown"),
        ("77387", IN_2026, "split"),
        ("G6001", IN_2025, "split"),
        ("G6017", IN_2025, "none"),
        ("77417", IN_2025, "technical_only"),
        ("77417", IN_2026, "none"),
        ("77469", IN_2026, "none"),
        ("G0339", IN_2025, "none"),
        ("G0339", IN_2026, "unknown"),
        ("99213", IN_2025, "unknown"),
    ],
)
def test_a_code_splits_as_the_schedule_of_its_date_says(code: str, on: date, split: str) -> None:
    assert component_split(code, on) is ComponentSplit(split)


def test_a_hospital_place_pays_the_practitioner_no_technical_part() -> None:
    whole, professional = indicator("77290", IN_2026), indicator("77290", IN_2026, "26")
    assert whole is not None
    assert professional is not None
    assert (whole.facility_na, professional.facility_na) == (True, False)
