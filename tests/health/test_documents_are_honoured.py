"""What the documents let pass passes, and what they say of themselves is kept."""

from datetime import date

import pytest
from claim_sketch import judged, outcome, stopped

from radonc.codes import CODES
from radonc.model.finding import SEVERITY_RANK
from radonc.policy_book import PolicyBook

ON = date(2025, 3, 3)  # a Monday
CLOSED = date(2025, 12, 1)
HOSPITAL = {"claim_type": "institutional"}
PHYSICIAN = {"place_of_service": "22"}
APPROVED_3D = {"authorization_number": "A", "procedure_code": "77412", "technique": "3dcrt"}
APPROVED_GUIDANCE = {"authorization_number": "B", "procedure_code": "G6002", "technique": "igrt"}


def test_an_authorization_cures_no_coding_edit(shipped: PolicyBook) -> None:
    """002 lines 303 and 310 (PH-GOV-04, PH-GOV-12): both deliveries are approved, one is still too many."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77373", "on": ON, "authorization": "S"},
        {"code": "77412", "on": ON, "authorization": "A"},
        claims={"C1": {**HOSPITAL, "diagnoses": ["C34.11"]}},
        authorizations=[APPROVED_3D, {"authorization_number": "S", "procedure_code": "77373"}],
    )
    assert [stopped(line, "authorization") for line in lines] == [[], []]
    assert [line["disposition"] for line in lines] == ["allow", "deny"]


@pytest.mark.parametrize(("on", "code"), [(date(2025, 6, 26), None), (date(2025, 6, 27), "E2Q")])
def test_frequency_denials_of_priority_health_carry_its_own_code(
    on: date, code: str | None, shipped: PolicyBook
) -> None:
    """002 line 281 and the change of 2025-06-27 (PH-DENY-01)."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77401", "on": on, "units": 2, "authorization": "A"},
        claims={"C1": {"diagnoses": ["C44.319"]}},
        authorizations=[{"authorization_number": "A", "procedure_code": "77401"}],
    )
    cut = [finding for finding in lines[0]["findings"] if finding["category"] == "units_per_day"]
    assert [(finding["severity"], finding["payer_code"]) for finding in cut] == [("reduce", code)]


@pytest.mark.parametrize("payer", ["priority-health", "evolent", "medicare"])
@pytest.mark.parametrize("code", ["77332", "77333", "77334", "77338", "77014", "G6001", "G6002"])
def test_codes_with_both_components_pass_with_either_modifier(code: str, payer: str, shipped: PolicyBook) -> None:
    """002 lines 93-95, 003 lines 33, 45 and 99, 004 line 14: 26 and TC are both in place."""
    lines = judged(
        shipped,
        payer,
        {"code": code, "on": ON, "modifiers": ["26"], "claim": "P"},
        {"code": code, "on": ON, "modifiers": ["TC"], "claim": "T"},
        claims={"P": PHYSICIAN, "T": {"place_of_service": "11"}},
    )
    assert [stopped(line, "modifier") for line in lines] == [[], []]


@pytest.mark.parametrize("code", ["77014", "77387", "G6001", "G6002", "G6017"])
def test_any_guidance_code_of_the_group_passes_under_its_approval(code: str, shipped: PolicyBook) -> None:
    """003 lines 17-19: the physician picks the code (EVO-GROUP-02)."""
    lines = judged(
        shipped,
        "evolent",
        {"code": "77412", "on": ON, "claim": "H", "authorization": "A"},
        {"code": code, "on": ON, "modifiers": ["26"], "claim": "P", "authorization": "B"},
        claims={"H": HOSPITAL, "P": PHYSICIAN},
        authorizations=[APPROVED_3D, APPROVED_GUIDANCE],
    )
    assert outcome(lines[1]) == (code, "allow", 1)


@pytest.mark.parametrize("payer", ["priority-health", "evolent"])
def test_the_professional_part_of_guidance_survives_beside_hospital_imrt(payer: str, shipped: PolicyBook) -> None:
    """003 line 45 (EVO-77387-05): only the technical part is inside the delivery."""
    lines = judged(
        shipped,
        payer,
        {"code": "77386", "on": ON, "claim": "H", "authorization": "I"},
        {"code": "77387", "on": ON, "modifiers": ["26"], "claim": "P", "authorization": "B"},
        claims={"H": {**HOSPITAL, "diagnoses": ["C10.2"]}, "P": {**PHYSICIAN, "diagnoses": ["C10.2"]}},
        authorizations=[
            {"authorization_number": "I", "procedure_code": "77386", "technique": "imrt"},
            APPROVED_GUIDANCE,
        ],
    )
    assert [outcome(line) for line in lines] == [("77386", "allow", 1), ("77387", "allow", 1)]


@pytest.mark.parametrize(("delivery", "given"), [("77412", "77412"), ("77523", "77525")])
def test_guidance_passes_beside_3d_and_proton_delivery(delivery: str, given: str, shipped: PolicyBook) -> None:
    """003 lines 56-57 (EVO-77387-09, EVO-77387-10)."""
    lines = judged(
        shipped,
        "evolent",
        {"code": delivery, "on": ON, "claim": "H", "authorization": "A"},
        {"code": "77387", "on": ON, "claim": "H", "authorization": "B"},
        {"code": "77387", "on": ON, "modifiers": ["26"], "claim": "P", "authorization": "B"},
        claims={"H": HOSPITAL, "P": PHYSICIAN},
        authorizations=[{"authorization_number": "A", "procedure_code": given}, APPROVED_GUIDANCE],
    )
    assert [line["disposition"] for line in lines] == ["allow", "allow", "allow"]


def test_guidance_of_the_society_never_goes_beyond_a_warning(shipped: PolicyBook) -> None:
    """004 line 36, 003 line 61 (ASTRO-18, EVO-77387-15): its own disclaimer defers to payers."""
    strict = [
        f"{payer}: {provision.edit.code} {name}"
        for payer in shipped.payers
        for provision in shipped.profiles[payer].provisions
        for name, outcome_ in provision.outcomes.items()
        if provision.publisher == "astro-reference" and SEVERITY_RANK[outcome_.severity] > SEVERITY_RANK["warn"]
    ]
    assert strict == []


def test_port_images_need_no_modifier(shipped: PolicyBook) -> None:
    """003 line 76, 004 line 6 (ASTRO-04)."""
    lines = judged(
        shipped,
        "evolent",
        {"code": "G6012", "on": ON, "repeat": 5, "authorization": "A"},
        {"code": "77417", "on": ON},
        authorizations=[APPROVED_3D],
    )
    assert (outcome(lines[5]), lines[5]["findings"]) == (("77417", "allow", 1), [])


@pytest.mark.parametrize("payer", ["priority-health", "evolent", "medicare"])
@pytest.mark.parametrize("delivery", ["G6015", "G6016"])
def test_guidance_stands_beside_freestanding_imrt_delivery(delivery: str, payer: str, shipped: PolicyBook) -> None:
    """004 line 14 (ASTRO-10): nothing is inside these two."""
    lines = judged(
        shipped,
        payer,
        {"code": delivery, "on": ON, "authorization": "I"},
        {"code": "G6002", "on": ON, "authorization": "B"},
        authorizations=[
            {"authorization_number": "I", "procedure_code": "77385", "technique": "imrt"},
            APPROVED_GUIDANCE,
        ],
    )
    assert [outcome(line) for line in lines] == [(delivery, "allow", 1), ("G6002", "allow", 1)]


def test_lesions_and_calendar_weeks_do_not_count(shipped: PolicyBook) -> None:
    """002 lines 109 and 185 (PH-77336-04, PH-77373-05).

    Five fractions over five weeks earn one unit of physics; a second lesion of one session is no second fraction.
    """
    weekly = [{"code": "77412", "on": date(2025, 3, 3 + 7 * week), "authorization": "A"} for week in range(4)]
    weekly.append({"code": "77412", "on": date(2025, 3, 31), "authorization": "A"})
    lines = judged(
        shipped,
        "priority-health",
        *weekly,
        {"code": "77336", "on": date(2025, 3, 31), "units": 2},
        claims={"C1": HOSPITAL},
        authorizations=[APPROVED_3D],
        as_of=CLOSED,
    )
    assert outcome(lines[5]) == ("77336", "reduce", 1)
    lesions = judged(
        shipped,
        "priority-health",
        {"code": "77373", "on": ON, "authorization": "S", "units": 2},
        claims={"C1": {**HOSPITAL, "diagnoses": ["C34.11"]}},
        authorizations=[{"authorization_number": "S", "procedure_code": "77373", "approved_fractions": 5}],
    )
    assert outcome(lesions[0]) == ("77373", "reduce", 1)


@pytest.mark.parametrize("code", ["77300", "77321", "77331", "77338", "77370", "77295", "77301"])
def test_the_list_of_services_inside_superficial_delivery_is_closed(code: str, shipped: PolicyBook) -> None:
    """002 line 126 (PH-77401-12): what is not on the list is not inside 77401."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": code, "on": ON},
        {"code": "77401", "on": date(2025, 3, 4), "repeat": 5, "authorization": "A"},
        claims={"C1": {"diagnoses": ["C44.319"]}},
        authorizations=[{"authorization_number": "A", "procedure_code": "77401"}],
    )
    assert stopped(lines[0], "bundling") == []


@pytest.mark.parametrize("payer", ["priority-health", "evolent", "medicare"])
@pytest.mark.parametrize("plan", ["77295", "77301"])
def test_dose_calculations_stand_beside_3d_and_imrt_plans(plan: str, payer: str, shipped: PolicyBook) -> None:
    """002 line 74 lets one calculation a port stand for 3D and IMRT (FAQ-19, PH-77300-02)."""
    lines = judged(shipped, payer, {"code": plan, "on": ON}, {"code": "77300", "on": ON})
    assert [outcome(line) for line in lines] == [(plan, "allow", 1), ("77300", "allow", 1)]


def test_a_misprint_is_no_code_and_no_alias(shipped: PolicyBook) -> None:
    """T-01 to T-03: three misprints are refused with the code that was meant; none stands in a group."""
    lines = judged(shipped, "priority-health", *({"code": code, "on": ON} for code in ("77252", "G0001", "G6601")))
    said = [line["findings"][0]["message"] + line["findings"][0]["suggestion"] for line in lines]
    assert [line["disposition"] for line in lines] == ["deny", "deny", "deny"]
    assert [meant in text for meant, text in zip(("77525", "G6001", "G6001"), said, strict=True)] == [True] * 3
    assert {"77252", "G0001", "G6601"} & set().union(*CODES.groups.values()) == set()


def test_a_denial_hides_no_other_finding(shipped: PolicyBook) -> None:
    """The authorization does not reach 77412, and it does not go with 77373 either: both are said."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77373", "on": ON, "authorization": "S"},
        {"code": "77412", "on": ON, "authorization": "S"},
        claims={"C1": {**HOSPITAL, "diagnoses": ["C34.11"]}},
        authorizations=[{"authorization_number": "S", "procedure_code": "77373"}],
    )
    said = {finding["edit"] for finding in lines[1]["findings"] if finding["severity"] == "deny"}
    assert {"AUT002", "DEL001", "DEL004"} <= said


def test_a_code_that_does_not_exist_is_asked_nothing_more(shipped: PolicyBook) -> None:
    """Code lifecycle comes first: a deleted code gets its successors, no policy noise of courses and days."""
    on = date(2026, 1, 5)
    lines = judged(
        shipped,
        "medicare",
        {"code": "77386", "on": on},
        {"code": "77386", "on": on},
        {"code": "77407", "on": on},
        claims={"C1": HOSPITAL},
    )
    said = [{finding["category"] for finding in line["findings"] if finding["severity"] == "deny"} for line in lines]
    assert said == [{"code_validity"}, {"code_validity"}, set()]
