"""What the web FAQ says falsely, what was garbled, and what was outvoted: none of it is applied.

F-01 to F-16 name the false statements of the FAQ; the ledger ids stand in `ledger_disposition.toml`.
"""

from datetime import date

import pytest
from claim_sketch import judged, outcome, stopped

from radonc.codes import CODES
from radonc.policy_book import PolicyBook

ON = date(2025, 3, 3)  # a Monday
CLOSED = date(2025, 12, 1)
HOSPITAL = {"claim_type": "institutional"}
PHYSICIAN = {"place_of_service": "22"}


def test_what_a_plan_swallows_is_not_delivery(shipped: PolicyBook) -> None:
    """F-01, F-11: five days of planning CT are no five fractions, so they earn no port image (FAQ-03, FAQ-04)."""
    swallowed = ("77014", "77280", "77285", "77290", "77295")
    assert [code for code in swallowed if CODES.role(code) == "delivery" or CODES.family(code, ON)] == []
    lines = judged(
        shipped, "evolent", {"code": "77014", "on": ON, "repeat": 5}, {"code": "77417", "on": ON}, as_of=CLOSED
    )
    assert outcome(lines[5]) == ("77417", "deny", 0)


def test_an_imrt_plan_is_paid_and_is_not_delivery(shipped: PolicyBook) -> None:
    """F-08, F-14: the plan itself is not packaged, and no amount of planning is a fraction (FAQ-05, FAQ-30)."""
    lines = judged(shipped, "medicare", {"code": "77301", "on": ON, "claim": "H"}, claims={"H": HOSPITAL}, as_of=CLOSED)
    assert outcome(lines[0]) == ("77301", "allow", 1)
    assert (CODES.role("77301"), CODES.family("77301", ON)) == ("plan", None)


def test_clinical_planning_is_no_3d_plan(shipped: PolicyBook) -> None:
    """F-06: 77263 stands beside a 3D plan and is no plan that motion management could be added to (FAQ-11)."""
    beside = judged(shipped, "medicare", {"code": "77263", "on": ON}, {"code": "77295", "on": ON})
    assert [outcome(line) for line in beside] == [("77263", "allow", 1), ("77295", "allow", 1)]
    added = judged(shipped, "priority-health", {"code": "77263", "on": ON}, {"code": "77293", "on": ON})
    assert outcome(added[1]) == ("77293", "pend", 0)


def test_stereoscopic_guidance_is_inside_stereotactic_delivery(shipped: PolicyBook) -> None:
    """F-09: the most frequent home of G6002 is not stereotactic treatment (FAQ-13)."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77373", "on": ON, "authorization": "A"},
        {"code": "G6002", "on": ON, "authorization": "A"},
        authorizations=[{"authorization_number": "A", "procedure_code": "77373", "approved_fractions": 5}],
        claims={"C1": {"diagnoses": ["C34.11"]}},
    )
    assert stopped(lines[1], "bundling") != []
    assert outcome(lines[1]) == ("G6002", "deny", 0)


def test_a_special_procedure_is_billed_once_in_a_course(shipped: PolicyBook) -> None:
    """F-10: not at any point and not as often as wished (FAQ-14)."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77412", "on": ON, "repeat": 10, "authorization": "A"},
        {"code": "77470", "on": ON},
        {"code": "77470", "on": date(2025, 3, 10)},
        authorizations=[{"authorization_number": "A", "procedure_code": "77412", "technique": "conventional_complex"}],
    )
    assert [outcome(line) for line in lines[10:]] == [("77470", "allow", 1), ("77470", "deny", 0)]


@pytest.mark.parametrize("payer", ["priority-health", "evolent", "medicare"])
def test_needle_guidance_is_not_radiation_guidance(payer: str, shipped: PolicyBook) -> None:
    """F-02: 77012 is somebody else's service: it is not judged and takes no guidance's place (FAQ-16, FAQ-17)."""
    assert CODES.role("77012") == "other"
    lines = judged(
        shipped,
        payer,
        {"code": "77012", "on": ON},
        {"code": "77387", "on": ON, "modifiers": ["26"], "claim": "P"},
        {"code": "77412", "on": ON, "claim": "H"},
        claims={"P": PHYSICIAN, "H": HOSPITAL},
    )
    assert (lines[0]["findings"], outcome(lines[0])) == ([], ("77012", "allow", 1))
    assert stopped(lines[1], "same_day_conflict") == []


def test_a_dose_calculation_is_not_a_port_plan(shipped: PolicyBook) -> None:
    """F-05: 77300 is no plan; it is inside the special port plan 77321 (FAQ-18)."""
    assert (CODES.role("77300"), CODES.role("77321")) == ("dosimetry", "plan")
    lines = judged(shipped, "priority-health", {"code": "77300", "on": ON}, {"code": "77321", "on": ON})
    assert [line["disposition"] for line in lines] == ["deny", "allow"]


def test_continuing_physics_is_paid_for_every_five_fractions(shipped: PolicyBook) -> None:
    """F-07: ten fractions earn two units, not one for the whole course (FAQ-21)."""
    lines = judged(
        shipped,
        "medicare",
        {"code": "77412", "on": ON, "repeat": 10, "claim": "H"},
        {"code": "77336", "on": date(2025, 3, 7), "claim": "H"},
        {"code": "77336", "on": date(2025, 3, 14), "claim": "H"},
        claims={"H": HOSPITAL},
        as_of=CLOSED,
    )
    assert [outcome(line) for line in lines[10:]] == [("77336", "allow", 1), ("77336", "allow", 1)]


def test_a_planning_ct_stands_without_delivery(shipped: PolicyBook) -> None:
    """F-04: no delivery code is needed beside 77014, and 77470 would not be one (FAQ-23, FAQ-24)."""
    lines = judged(shipped, "evolent", {"code": "77014", "on": ON}, as_of=CLOSED)
    assert lines[0]["disposition"] != "deny"
    assert CODES.role("77470") != "delivery"


def test_ct_guidance_is_not_motion_tracking(shipped: PolicyBook) -> None:
    """F-13: tracking during the beam is G6017; it needs no 77014 beside it (FAQ-25)."""
    lines = judged(
        shipped,
        "evolent",
        {"code": "77412", "on": ON, "claim": "H", "authorization": "A"},
        {"code": "G6017", "on": ON, "modifiers": ["26"], "claim": "P", "authorization": "B"},
        claims={"H": HOSPITAL, "P": PHYSICIAN},
        authorizations=[
            {"authorization_number": "A", "procedure_code": "77412", "technique": "3dcrt"},
            {"authorization_number": "B", "procedure_code": "G6002", "technique": "igrt"},
        ],
    )
    assert outcome(lines[1]) == ("G6017", "allow", 1)


def test_intensity_modulated_delivery_is_delivery(shipped: PolicyBook) -> None:
    """F-03: 77385 and 77386 are neither planning nor physician work: no professional part (FAQ-26 to FAQ-28)."""
    assert [(CODES.role(code), CODES.family(code, ON)) for code in ("77385", "77386")] == [("delivery", "imrt")] * 2
    lines = judged(
        shipped, "medicare", {"code": "77386", "on": ON, "modifiers": ["26"], "claim": "P"}, claims={"P": PHYSICIAN}
    )
    assert stopped(lines[0], "modifier") != []
    assert outcome(lines[0]) == ("77386", "deny", 0)


@pytest.mark.parametrize("payer", ["priority-health", "evolent", "medicare"])
def test_gantry_angles_earn_no_port_images(payer: str, shipped: PolicyBook) -> None:
    """C-01: fourteen fractions support two units; a third is cut even where three angles were imaged (ASTRO-03)."""
    lines = judged(
        shipped,
        payer,
        {"code": "77412", "on": ON, "repeat": 14, "claim": "H", "authorization": "A"},
        {"code": "77417", "on": date(2025, 3, 19), "units": 3, "documents": ["images of three gantry angles"]},
        claims={"H": HOSPITAL},
        authorizations=[{"authorization_number": "A", "procedure_code": "77412", "technique": "3dcrt"}],
        as_of=CLOSED,
    )
    assert outcome(lines[14]) == ("77417", "reduce", 2)


@pytest.mark.parametrize("payer", ["priority-health", "evolent"])
def test_and_or_is_no_leave_to_bill_two_kinds_of_guidance(payer: str, shipped: PolicyBook) -> None:
    """C-02: one kind of guidance on a date and site, whatever a menu of codes suggests (ASTRO-16)."""
    lines = judged(
        shipped,
        payer,
        {"code": "G6015", "on": ON, "authorization": "A"},
        {"code": "G6001", "on": ON, "authorization": "B"},
        {"code": "G6002", "on": ON, "authorization": "B"},
        authorizations=[
            {"authorization_number": "A", "procedure_code": "77385", "technique": "imrt"},
            {"authorization_number": "B", "procedure_code": "G6002", "technique": "igrt"},
        ],
    )
    assert [line["disposition"] for line in lines] == ["allow", "allow", "deny"]


def test_one_map_of_a_plan_is_as_good_as_ten(shipped: PolicyBook) -> None:
    """T-09: the ten maps of the document are a facility's affair; their number changes nothing (PH-IMRTDOC-10)."""
    found = [
        judged(shipped, "priority-health", {"code": "77301", "on": ON, "documents": ["fluence map"] * count})
        for count in (1, 9, 10)
    ]
    assert found[0] == found[1] == found[2]
