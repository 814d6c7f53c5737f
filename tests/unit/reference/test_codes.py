"""Expected values read by hand in the ledger (derived data) and domain facts 1."""

from datetime import date

import pytest

from radonc.codes import CODES
from radonc.reference.lifecycle import known_codes
from radonc.reference.shipped_files import ReferenceDataError

IN_2025 = date(2025, 12, 31)
IN_2026 = date(2026, 1, 1)


def test_the_delivery_codes_of_an_encounter_leave_out_brachytherapy_and_hyperthermia() -> None:
    delivery = CODES.group("TREATMENT_DELIVERY")
    assert {"77401", "77402", "G6014", "77386", "77525", "77423", "77371", "G0563"} <= delivery
    assert not delivery & {"77763", "77424", "79101", "77620", "0747T", "77427"}
    assert len(delivery) == 3 + 15 + 4 + 4 + 1 + 2 + 4


@pytest.mark.parametrize("code", ["77402", "77407", "77412"])
def test_a_level_code_is_conventional_until_2026_and_tells_no_technique_after(code: str) -> None:
    assert CODES.family(code, IN_2025) == "conventional"
    assert CODES.family(code, IN_2026) == "technique_neutral"


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("77401", "superficial"),
        ("77437", "superficial"),
        ("G6012", "conventional"),
        ("G6016", "imrt"),
        ("77525", "proton"),
        ("77423", "neutron"),
        ("77372", "stereotactic"),
        ("G0340", "stereotactic"),
        ("77778", "brachytherapy"),
        ("0395T", "brachytherapy"),
        ("77424", "iort"),
        ("79101", "radiopharmaceutical"),
        ("77600", "hyperthermia"),
        ("0747T", "cardiac"),
        ("77427", None),
        ("77436", None),
        ("99213", None),
    ],
)
def test_each_delivery_code_has_one_family_and_other_codes_none(code: str, family: str | None) -> None:
    assert CODES.family(code, IN_2026) == family


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("77385", "delivery"),
        ("77799", "unlisted"),
        ("76498", "unlisted"),
        ("77014", "guidance"),
        ("77439", "guidance"),
        ("77421", "guidance"),
        ("77417", "port"),
        ("77263", "planning"),
        ("77293", "simulation"),
        ("77436", "simulation"),
        ("77301", "plan"),
        ("77300", "dosimetry"),
        ("77338", "device"),
        ("77336", "physics"),
        ("77469", "management"),
        ("77470", "special"),
        ("77012", "other"),
        ("99213", "other"),
    ],
)
def test_a_code_has_the_role_its_line_plays(code: str, role: str) -> None:
    assert CODES.role(code) == role


def test_complexity_rises_from_superficial_to_radiosurgery() -> None:
    order = ["77401", "77402", "77407", "77412", "77385", "G6015", "77386", "77423", "77520", "77525", "77373", "77372"]
    ranks = [CODES.rank(code) for code in order]
    assert ranks == [10, 20, 30, 40, 50, 55, 60, 65, 70, 73, 80, 85]
    assert {code for code in known_codes() if CODES.rank(code) is not None} == CODES.group("TREATMENT_DELIVERY")


def test_port_images_are_earned_by_photons_and_protons_only() -> None:
    earning = CODES.fraction_eligible("77417")
    assert {"77412", "G6015", "77520"} <= earning
    assert not earning & {"77401", "77373", "77372", "77423", "77424", "77770"}


def test_weekly_physics_is_earned_by_every_external_beam_but_superficial() -> None:
    earning = CODES.fraction_eligible("77336")
    assert CODES.group("TREATMENT_DELIVERY") - earning == {"77401", "77437", "77438"}


def test_block_codes_are_the_three_reported_per_five_fractions() -> None:
    assert CODES.block_codes == {"77427", "77336", "77417"}


@pytest.mark.parametrize(
    ("claim_type", "place", "setting"),
    [
        ("professional", "11", "freestanding"),
        ("professional", "19", "hospital_outpatient"),
        ("professional", "22", "hospital_outpatient"),
        ("professional", "21", "inpatient"),
        ("professional", "24", "ambulatory_surgical"),
        ("professional", "81", "unknown"),
        ("professional", None, "unknown"),
        ("institutional", "11", "institutional"),
        ("institutional", None, "institutional"),
    ],
)
def test_the_setting_follows_place_of_service_and_on_hospital_claims_the_claim_type(
    claim_type: str, place: str | None, setting: str
) -> None:
    assert CODES.setting(claim_type, place) == setting


def test_breast_and_prostate_sets_hold_active_primary_disease_only() -> None:
    assert CODES.diagnosis_in("breast", "C50.911")
    assert CODES.diagnosis_in("breast", "D0511")
    assert CODES.diagnosis_in("prostate", "C61")
    assert CODES.diagnosis_in("prostate", "D07.5")
    assert not CODES.diagnosis_in("breast", "C79.81")
    assert not CODES.diagnosis_in("breast", "Z85.3")
    assert not CODES.diagnosis_in("prostate", "C79.82")
    assert CODES.diagnosis_in("breast_borderline", "C79.81")
    assert CODES.diagnosis_in("prostate_borderline", "C79.82")


def test_every_grouped_code_is_a_known_code() -> None:
    assert frozenset().union(*CODES.groups.values()) <= known_codes()


def test_an_unknown_group_or_set_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ReferenceDataError, match=r"no code group 'EMRT'; groups are .*IMRT"):
        CODES.group("EMRT")
    with pytest.raises(ReferenceDataError, match=r"no diagnosis set 'lung'; sets are .*breast"):
        CODES.diagnosis_prefixes("lung")
