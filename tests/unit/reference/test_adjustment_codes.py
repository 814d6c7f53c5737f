"""Rules read by hand at the end of domain facts 4."""

import pytest

from radonc.reference.adjustment_codes import carc, check_pairing, rarc


@pytest.mark.parametrize(
    ("reason", "remarks", "group"),
    [
        ("151", ["N640"], "CO"),
        ("97", [], "CO"),
        ("18", ["N702"], "OA"),
        ("16", ["M81"], "CO"),
        ("252", ["N706"], "CO"),
        ("119", [], "PR"),
    ],
)
def test_a_usual_pairing_is_accepted(reason: str, remarks: list[str], group: str) -> None:
    assert check_pairing(reason, remarks, group) == ()


@pytest.mark.parametrize(
    ("reason", "remarks", "group", "problem"),
    [
        ("15", [], "CO", "CARC 15 is retired"),
        ("62", [], "CO", "CARC 62 is retired"),
        ("4", ["M78"], "CO", "RARC M78 is retired"),
        ("97", ["N38"], "CO", "RARC N38 is retired"),
        ("97", [], "CR", "group CR is not one of CO, OA, PI, PR"),
        ("16", [], "CO", "CARC 16 needs a RARC"),
        ("236", [], "CO", None),
        ("234", [], "CO", "CARC 234 needs a RARC"),
        ("267", [], "CO", "CARC 267 needs a RARC"),
        ("18", ["N702"], "CO", "CARC 18 goes with group OA only, not CO"),
        ("16", ["N706"], "CO", "CARC 16 is not for attachments; use 250, 251 or 252"),
        ("999", [], "CO", "CARC 999 is not in our list"),
        ("151", ["N9999"], "CO", "RARC N9999 is not in our list"),
    ],
)
def test_a_wrong_pairing_says_what_is_wrong(reason: str, remarks: list[str], group: str, problem: str | None) -> None:
    assert check_pairing(reason, remarks, group) == (() if problem is None else (problem,))


def test_a_code_carries_our_own_label_and_its_usual_group() -> None:
    reason, remark = carc("18"), rarc("N640")
    assert reason is not None
    assert remark is not None
    assert (reason.group, reason.status, remark.label) == ("OA", "current", "over frequency in time period")
    assert carc("N640") is None
