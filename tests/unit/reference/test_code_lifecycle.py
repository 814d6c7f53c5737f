"""Expected values read by hand in domain facts 1, conflicts T-01..T-03 and EVO-CODE-01."""

import csv
from datetime import date
from pathlib import Path

import pytest

from radonc.reference.lifecycle import CodeState, CodeStatus, code_status, known_codes, lifecycle

OUTPATIENT_EDITOR = Path(__file__).parents[4] / "shared/requirements/data/ioce_reference/ioce_code_validity.csv"
LAST_DAY_2025 = date(2025, 12, 31)
FIRST_DAY_2026 = date(2026, 1, 1)

DELETED_IN_2026 = {
    "77385": ("77407", "77412"),
    "77386": ("77407", "77412"),
    "G6015": ("77407", "77412"),
    "G6016": ("77407", "77412"),
    "77401": ("77437", "77438"),
    "77014": ("77387-26",),
    "G6001": ("77387-26",),
    "G6002": ("77387-26",),
    "G6017": ("77387-26",),
    "0394T": ("77436", "77437", "77438", "77439"),
    **{f"G60{number:02}": ("77402", "77407", "77412") for number in range(3, 15)},
}


@pytest.mark.parametrize("code", DELETED_IN_2026)
def test_a_code_deleted_in_2026_is_valid_to_the_last_day_of_2025_and_then_names_its_successors(code: str) -> None:
    assert code_status(code, LAST_DAY_2025).state is CodeState.IN_FORCE
    after = code_status(code, FIRST_DAY_2026)
    assert (after.state, after.successors, after.valid_to) == (
        CodeState.DELETED,
        DELETED_IN_2026[code],
        LAST_DAY_2025,
    )


def test_no_other_code_ends_with_2025() -> None:
    ended = {code for code in known_codes() if (life := lifecycle(code)) and life.valid_to == LAST_DAY_2025}
    assert ended == DELETED_IN_2026.keys()


def test_the_successors_of_skin_electronic_brachytherapy_are_marked_as_not_verified() -> None:
    assert not code_status("0394T", FIRST_DAY_2026).successors_verified
    assert code_status("77401", FIRST_DAY_2026).successors_verified


@pytest.mark.parametrize("code", ["76950", "77421", "0197T"])
def test_guidance_codes_of_before_2015_are_deleted_and_lead_to_77387(code: str) -> None:
    assert code_status(code, date(2014, 12, 31)).state is CodeState.IN_FORCE
    assert code_status(code, date(2015, 1, 1)) == CodeStatus(
        CodeState.DELETED, successors=("77387",), valid_to=date(2014, 12, 31)
    )


@pytest.mark.parametrize(("printed", "meant"), [("77252", "77525"), ("G0001", "G6001"), ("G6601", "G6001")])
def test_a_misprint_of_the_documents_is_no_code_and_says_what_was_meant(printed: str, meant: str) -> None:
    assert code_status(printed, LAST_DAY_2025) == CodeStatus(CodeState.TYPO, meant=meant)


@pytest.mark.parametrize("code", ["77436", "77437", "77438", "77439"])
def test_a_surface_therapy_code_begins_with_2026(code: str) -> None:
    assert code_status(code, LAST_DAY_2025) == CodeStatus(CodeState.NOT_YET, valid_from=FIRST_DAY_2026)
    assert code_status(code, FIRST_DAY_2026).state is CodeState.IN_FORCE


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("77402", CodeState.IN_FORCE),
        ("55874", CodeState.IN_FORCE),
        ("C1717", CodeState.IN_FORCE),
        ("77012", CodeState.IN_FORCE),
        ("76498", CodeState.IN_FORCE),
        ("S2095", CodeState.IN_FORCE),
        ("0747T", CodeState.IN_FORCE),
        ("77403", CodeState.UNKNOWN_IN_FIELD),
        ("77433", CodeState.UNKNOWN_IN_FIELD),
        ("77800", CodeState.OUTSIDE_FIELD),
        ("G6018", CodeState.UNKNOWN_IN_FIELD),
        ("99213", CodeState.OUTSIDE_FIELD),
        ("G0463", CodeState.OUTSIDE_FIELD),
        ("0042T", CodeState.OUTSIDE_FIELD),
        ("7740", CodeState.MALFORMED),
        ("77402X", CodeState.MALFORMED),
        ("77A02", CodeState.MALFORMED),
        ("g6001", CodeState.MALFORMED),
        ("", CodeState.OUTSIDE_FIELD),
    ],
)
def test_a_code_is_ours_somebody_elses_wrong_or_no_code_at_all(code: str, state: CodeState) -> None:
    assert code_status(code, date(2025, 6, 1)).state is state


def test_level_codes_carry_the_day_their_meaning_changed() -> None:
    changed = {code for code in known_codes() if (life := lifecycle(code)) and life.meaning_changed == FIRST_DAY_2026}
    assert changed == {"77402", "77407", "77412", "77387", "77417"}


@pytest.mark.skipif(not OUTPATIENT_EDITOR.exists(), reason="the requirement data are not beside this checkout")
@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2024, 12, 31), LAST_DAY_2025, FIRST_DAY_2026, date(2026, 6, 1)])
def test_every_code_is_in_force_on_the_days_the_cms_outpatient_editor_says(day: date) -> None:
    windows: dict[str, list[tuple[str, str]]] = {}
    with OUTPATIENT_EDITOR.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            windows.setdefault(row["hcpcs"], []).append((row["valid_from"] or "9", row["valid_to"]))
    compact = day.strftime("%Y%m%d")
    in_force = {code for code, spans in windows.items() if any(first <= compact <= last for first, last in spans)}
    assert {code for code in windows if code_status(code, day).state is CodeState.IN_FORCE} == in_force
