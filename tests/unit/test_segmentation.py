"""Which lines make one course (A-02, A-07, D-09, D-13, D-16)."""

from datetime import date, timedelta
from typing import Any

import pytest
from case_language import records

from radonc.fold import fold
from radonc.model.course import Course, Patient
from radonc.records import AuthorizationRecord, ClaimRecord

ON = date(2025, 3, 3)
LUNG, BREAST = {"diagnoses": ["C34.11"]}, {"diagnoses": ["C50.911"]}


def patient(*lines: dict[str, Any], **case: Any) -> Patient:
    built = records({"payer": "medicare", "lines": list(lines), **case})
    claims = [record for record in built if isinstance(record, ClaimRecord)]
    authorizations = [record for record in built if isinstance(record, AuthorizationRecord)]
    return fold("key", "medicare", claims, authorizations, case.get("as_of")).patient


def courses(*lines: dict[str, Any], **case: Any) -> list[list[int]]:
    """Line numbers of each course, in the order of the courses."""
    return [_numbers(course) for course in patient(*lines, **case).courses]


def _numbers(course: Course) -> list[int]:
    return sorted(service.line.line_number for service in course.services)


def delivery(on: date = ON, **more: Any) -> dict[str, Any]:
    return {"code": "77412", "on": on, **more}


def days(count: int) -> date:
    return ON + timedelta(days=count)


def test_deliveries_of_one_site_and_family_are_one_course() -> None:
    assert courses(delivery(), delivery(days(1)), delivery(days(2))) == [[1, 2, 3]]


@pytest.mark.parametrize(("gap", "count"), [(60, 1), (61, 2)])
def test_sixty_days_without_delivery_end_a_course_without_authorization(gap: int, count: int) -> None:
    assert len(courses(delivery(), delivery(days(gap)))) == count


def test_one_authorization_is_one_course_whatever_the_gap() -> None:
    lines = [delivery(authorization="A"), delivery(days(90), authorization="A")]
    assert courses(*lines) == [[1, 2]]
    assert patient(*lines).courses[0].gaps == ((ON, days(90)),)


def test_another_authorization_is_another_course() -> None:
    assert courses(delivery(authorization="A"), delivery(days(1), authorization="B")) == [[1], [2]]


def test_another_site_is_another_course() -> None:
    lines = [delivery(claim="L"), delivery(days(1), claim="B")]
    assert courses(*lines, claims={"L": LUNG, "B": BREAST}) == [[1], [2]]


def test_left_and_right_are_two_sites() -> None:
    lines = [delivery(modifiers=["LT"]), delivery(days(1), modifiers=["RT"])]
    assert courses(*lines) == [[1], [2]]


def test_a_named_site_decides_before_the_diagnosis() -> None:
    lines = [delivery(site="Chest wall", claim="L"), delivery(days(1), site="chest WALL", claim="B")]
    assert courses(*lines, claims={"L": LUNG, "B": BREAST}) == [[1, 2]]


def test_an_unknown_site_is_taken_for_the_same() -> None:
    lines = [delivery(claim="L"), delivery(days(1), claim="N")]
    assert courses(*lines, claims={"L": LUNG, "N": {"diagnoses": ["Z51.0"]}}) == [[1, 2]]


def test_the_reason_for_the_visit_is_no_site() -> None:
    """Z51.0 stands first, the cancer second."""
    lines = [delivery(claim="Z"), delivery(days(1), claim="B")]
    assert courses(*lines, claims={"Z": {"diagnoses": ["Z51.0", "C50.911"]}, "B": BREAST}) == [[1, 2]]


@pytest.mark.parametrize("code", ["77385", "77523", "77373", "77401"])
def test_another_family_is_another_course(code: str) -> None:
    assert len(courses(delivery(), {"code": code, "on": days(1)})) == 2


def test_the_levels_of_2026_continue_the_course_of_2025() -> None:
    lines = [{"code": "77386", "on": date(2025, 12, 30)}, {"code": "77407", "on": date(2026, 1, 5)}]
    assert courses(*lines) == [[1, 2]]


def test_the_levels_of_2026_do_not_continue_protons() -> None:
    lines = [{"code": "77523", "on": date(2025, 12, 30)}, {"code": "77407", "on": date(2026, 1, 5)}]
    assert courses(*lines) == [[1], [2]]


@pytest.mark.parametrize("code", ["77263", "77290", "77301", "77300", "77334", "77336", "77387", "77417", "77427"])
def test_what_is_no_delivery_opens_no_course_beside_one(code: str) -> None:
    assert courses(delivery(), {"code": code, "on": days(-10)}, delivery(days(1))) == [[1, 2, 3]]


def test_an_authorization_for_guidance_opens_no_course() -> None:
    """D-09: guidance under its own number belongs to the delivery it guides."""
    lines = [delivery(authorization="A"), {"code": "G6002", "on": ON, "authorization": "G"}]
    given = [{"authorization_number": "G", "procedure_code": "G6002"}]
    assert courses(*lines, authorizations=given) == [[1, 2]]


def test_a_service_joins_the_course_of_its_authorization_before_that_of_its_site() -> None:
    lines = [
        delivery(authorization="A", claim="L"),
        delivery(days(1), authorization="B", claim="B"),
        {"code": "77300", "on": ON, "authorization": "B", "claim": "L"},
    ]
    assert courses(*lines, claims={"L": LUNG, "B": BREAST}) == [[1], [2, 3]]


def test_a_service_of_no_known_site_joins_the_course_that_runs_on_its_date() -> None:
    lines = [
        delivery(claim="L"),
        delivery(days(40), claim="B"),
        delivery(days(42), claim="B"),
        {"code": "77336", "on": days(41), "claim": "N"},
    ]
    claims = {"L": LUNG, "B": BREAST, "N": {"diagnoses": ["Z51.0"]}}
    assert courses(*lines, claims=claims) == [[1], [2, 3, 4]]


def test_between_two_courses_equally_near_the_earlier_one_is_joined() -> None:
    lines = [delivery(claim="L"), delivery(days(20), claim="B"), {"code": "77336", "on": days(10), "claim": "N"}]
    claims = {"L": LUNG, "B": BREAST, "N": {"diagnoses": ["Z51.0"]}}
    assert courses(*lines, claims=claims) == [[1, 3], [2]]


@pytest.mark.parametrize(("before", "joined"), [(60, True), (61, False)])
def test_planning_joins_a_delivery_within_sixty_days(before: int, joined: bool) -> None:
    found = courses({"code": "77301", "on": days(-before)}, delivery())
    assert (found == [[1, 2]]) is joined


def test_planning_alone_is_a_planned_course() -> None:
    course = patient({"code": "77263", "on": ON}, {"code": "77290", "on": days(2)}).courses[0]
    assert (course.state, course.first_delivery, _numbers(course)) == ("planned", None, [1, 2])


def test_hyperthermia_goes_with_the_course_it_heats() -> None:
    assert courses(delivery(), {"code": "77600", "on": ON}) == [[1, 2]]


def test_services_outside_the_field_belong_to_no_course() -> None:
    found = patient(delivery(), {"code": "99214", "on": ON})
    assert [_numbers(course) for course in found.courses] == [[1]]


@pytest.mark.parametrize(("as_of", "state"), [(60, "open"), (61, "closed")])
def test_a_course_closes_more_than_sixty_days_after_its_last_delivery(as_of: int, state: str) -> None:
    assert patient(delivery(), as_of=days(as_of)).courses[0].state == state


def test_course_ids_hold_the_patient_key_and_are_each_used_once() -> None:
    found = patient(delivery(), delivery(days(90)), delivery(days(180))).courses
    ids = [course.course_id for course in found]
    assert len(set(ids)) == 3
    assert all(course_id.startswith("key-") and len(course_id) == len("key-") + 8 for course_id in ids)


def test_a_course_keeps_its_id_when_more_of_it_arrives() -> None:
    early = patient(delivery())
    late = patient(delivery(), delivery(days(1)), {"code": "77336", "on": days(4)})
    assert early.courses[0].course_id == late.courses[0].course_id
