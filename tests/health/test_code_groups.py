"""Which codes stand in which group, read off the documents a second time: a provision that names a group means these.

Groups of 2026 and those marked so are ours (fee schedule of 2026, codes the documents' tables leave out).
"""

import pytest

from radonc.codes import CODES

PRINTED = {
    "EBRT_SIMPLE": "77402 G6003 G6004 G6005 G6006",
    "EBRT_INTERMEDIATE": "77407 G6007 G6008 G6009 G6010",
    "EBRT_COMPLEX": "77412 G6011 G6012 G6013 G6014",
    "IMRT": "77385 77386 G6015 G6016",
    "PROTON": "77520 77522 77523 77525",
    "NEUTRON": "77423",
    "SRS": "77371 77372",
    "SBRT": "77373 G0339 G0340 G0563",
    "IORT": "77424 77425",
    "BRACHY_HDR": "77767 77768 77770 77771 77772",
    "BRACHY_LDR": "77761 77762 77763 77778 77799 G0458",
    "BRACHY_ELECTRONIC": "0394T 0395T",
    "SIMULATION": "77280 77285 77290 G0562",
    "SIMULATION_ADDON": "77293",
    "CLINICAL_PLANNING": "77261 77262 77263",
    "PORT_IMAGE": "77417",
    "MANAGEMENT": "77427 77431 77432 77435 77469",
    "DEVICES": "77332 77333 77334 77338",
    "PLAN": "77295 77301 77306 77307 77316 77317 77318 77321",
    "PHYSICS": "77336 77370",
    "DOSIMETRY": "77300 77331",
    "SPECIAL": "77470",
    "RADIOPHARM": "79005 79101 79403",
    "SIRT": "S2095",
    "HYPERTHERMIA": "77600 77605 77610 77615 77620",
    "CARDIAC": "0747T",
    "ISODOSE": "77306 77307 77316 77317 77318 77321",
    "IGRT_DELETED_2015": "0197T 76950 77421",
}
WITH_OURS = {
    "SUPERFICIAL": "77401 77437 77438",
    "IGRT": "77014 77387 77439 G6001 G6002 G6017",
    "UNLISTED": "76498 77299 77399 77499 77799 79999",
    "BRACHY_OTHER": "77750 77789",
    "SURFACE_PLANNING": "77436",
    "SURFACE_2026": "77436 77437 77438 77439",
}
UNIONS = {
    "EBRT": "EBRT_SIMPLE EBRT_INTERMEDIATE EBRT_COMPLEX",
    "STEREOTACTIC": "SRS SBRT",
    "BRACHYTHERAPY": "BRACHY_HDR BRACHY_LDR BRACHY_ELECTRONIC BRACHY_OTHER",
    "TREATMENT_DELIVERY": "SUPERFICIAL EBRT IMRT PROTON NEUTRON STEREOTACTIC",
    "OTHER_DELIVERY": "IORT BRACHYTHERAPY RADIOPHARM SIRT HYPERTHERMIA CARDIAC",
}
DIAGNOSES = {
    "breast": "C50 D05",
    "breast_borderline": "C7981",
    "breast_history": "Z853 Z86000",
    "prostate": "C61 D075",
    "prostate_borderline": "C7982",
    "prostate_history": "Z8546",
    "skin_or_keloid": "C43 C44 C4A D03 D04 L910",
    "cranial": "C700 C71 C722 C723 C724 C725 C751 C752 C753 C7931 C7932 D1802 D320 D330 D331 D332 D333 D352 D353 D354 "
    "G500 Q282 Q283",
}


@pytest.mark.parametrize(("group", "codes"), (PRINTED | WITH_OURS).items())
def test_a_group_holds_these_codes(group: str, codes: str) -> None:
    assert " ".join(sorted(CODES.group(group))) == codes


@pytest.mark.parametrize(("union", "groups"), UNIONS.items())
def test_a_union_holds_the_codes_of_its_groups(union: str, groups: str) -> None:
    assert CODES.group(union) == frozenset().union(*map(CODES.group, groups.split()))


@pytest.mark.parametrize(("name", "prefixes"), DIAGNOSES.items())
def test_a_diagnosis_set_holds_these_prefixes(name: str, prefixes: str) -> None:
    assert " ".join(sorted(CODES.diagnosis_prefixes(name))) == prefixes


def test_no_group_is_left_unread() -> None:
    assert set(CODES.groups) == {*PRINTED, *WITH_OURS, *UNIONS}
