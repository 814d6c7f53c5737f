"""The edge cases docs/courses.md decides, each by hand reasoning over whole decisions."""

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from radonc.capacity import MOST_ON_A_DATE, MOST_SERVICES
from radonc.course_view import course_views
from radonc.pipeline import Review, decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import ClaimRecord, Record, RecordError, parse_record

MONDAY = date(2025, 3, 3)
STOPS_AND_REMARKS = ("deny", "pend", "reduce", "warn")


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def weekdays(count: int, first: date = MONDAY) -> list[date]:
    days = [first]
    while len(days) < count:
        days.append(days[-1] + timedelta(days=3 if days[-1].weekday() == 4 else 1))
    return days


def line(code: str, on: date, units: int = 1, **more: Any) -> dict[str, Any]:
    return {"procedure_code": code, "units": units, "service_date": on.isoformat(), "revenue_code": "0333", **more}


def hospital(claim_id: str, lines: Sequence[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A hospital's claim for prostate IMRT under authorization A1, unless told otherwise."""
    numbered = [{"line_number": number, **each} for number, each in enumerate(lines, 1)]
    fields = {
        "claim_id": claim_id,
        "payer": "priority-health",
        "claim_type": "institutional",
        "received_date": "2025-06-02",
        "member_id": "M-100",
        "billing_provider_npi": "1234567893",
        "bill_type": "131",
        "diagnoses": ["C61"],
        "authorization_number": "A1",
        "lines": numbered,
    }
    return {**fields, **changes}


def physician(claim_id: str, lines: Sequence[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """The physician's claim for the same course, in the hospital's outpatient department."""
    claim = hospital(claim_id, [{**each, "diagnosis_pointers": [1]} for each in lines])
    del claim["bill_type"]
    return {**claim, "claim_type": "professional", "place_of_service": "22", **changes}


def authorization(**changes: Any) -> dict[str, Any]:
    fields = {
        "type": "authorization",
        "authorization_number": "A1",
        "payer": "priority-health",
        "member_id": "M-100",
        "procedure_code": "77385",
        "technique": "imrt",
        "received_date": "2025-02-03",
    }
    return {**fields, **changes}


def records(*fields: dict[str, Any]) -> list[Record]:
    return [parse_record(each) for each in fields]


def told(review: Review) -> list[tuple[Any, ...]]:
    """Each decision: claim, status, disposition, units allowed of billed, and what was said of lines and claim."""
    return [
        (
            decision["claim_id"],
            decision["status"],
            decision["disposition"],
            sum(each["allowed_units"] for each in decision["lines"]),
            sum(each["billed_units"] for each in decision["lines"]),
            [(0, *_said(finding)) for finding in decision["findings"] if finding["severity"] in STOPS_AND_REMARKS]
            + [
                (each["line_number"], *_said(finding))
                for each in decision["lines"]
                for finding in each["findings"]
                if finding["severity"] in STOPS_AND_REMARKS
            ],
        )
        for decision in review.decisions
    ]


def _said(finding: dict[str, Any]) -> tuple[str, str]:
    return finding["edit"], finding["severity"]


def shown(view: dict[str, Any]) -> tuple[Any, ...]:
    return view["state"], view["modality"], view["site"], view["fractions"]


# Zero and one fraction


def test_planning_without_a_delivery_is_a_planned_course_and_passes(book: PolicyBook) -> None:
    found = records(authorization(), hospital("PLAN", [line("77301", MONDAY), line("77338", MONDAY)]))
    assert told(decide(found, book)) == [("PLAN", "active", "allow", 2, 2, [])]
    (view,) = course_views(found, book)
    assert shown(view) == ("planned", None, "C61", {"delivered": 0, "approved": None})


def test_a_port_image_before_any_delivery_waits_and_a_second_one_is_refused(book: PolicyBook) -> None:
    # No approved number: floor(0 / 5) = 0 units pass, the next one waits, more are refused.
    one = records(authorization(), hospital("PORT", [line("77417", MONDAY)]))
    assert told(decide(one, book)) == [("PORT", "active", "pend", 0, 1, [(1, "IMG004", "pend")])]
    two = records(authorization(), hospital("PORT", [line("77417", MONDAY, 2)]))
    assert told(decide(two, book)) == [("PORT", "active", "deny", 0, 2, [(1, "IMG004", "deny")])]


def test_one_fraction_supports_a_unit_of_physics_and_no_port_image(book: PolicyBook) -> None:
    # 002 L109: a course of one or two fractions carries one 77336. L221: floor(1 / 5) = 0 port images.
    lines = [line("77385", MONDAY), line("77336", MONDAY), line("77417", MONDAY)]
    found = records(authorization(), hospital("ONE", lines, received_date="2025-03-04"))
    assert told(decide(found, book)) == [("ONE", "active", "pend", 2, 3, [(3, "IMG004", "pend")])]
    closed = decide(found, book, as_of=date(2025, 9, 1))
    assert told(closed) == [("ONE", "active", "deny", 2, 3, [(3, "IMG004", "deny")])]


def test_one_fraction_under_medicare_is_managed_by_77431_once_the_course_is_closed(book: PolicyBook) -> None:
    # CMS-IOM-13 §70: one fraction supports no 77427. While the course runs more fractions may come.
    lines = [line("77427", MONDAY)]
    fraction = hospital("H", [line("77402", MONDAY)], payer="medicare", authorization_number=None)
    managed = physician("P", lines, payer="medicare", authorization_number=None)
    found = records(fraction, managed)
    running, closed = decide(found, book, as_of=date(2025, 3, 10)), decide(found, book, as_of=date(2025, 9, 1))
    assert [decision[2] for decision in told(running)] == ["allow", "allow"]
    assert told(closed)[1] == ("P", "active", "deny", 0, 1, [(1, "MGT001", "deny")])


# Two payers, and a member typed differently


def test_the_same_claim_at_two_payers_is_two_patients_and_two_courses(book: PolicyBook) -> None:
    # Five fractions at each payer support one port image at each; together ten would have supported two.
    lines = [*(line("77402", on) for on in weekdays(5)), line("77417", MONDAY, 2)]
    first = hospital("C-1", lines, payer="medicare", authorization_number=None)
    second = hospital("C-1", lines, payer="evolent", authorization_number=None)
    review = decide(records(first, second), book, as_of=date(2025, 9, 1))
    assert review.rejects == ()
    ports = [decision["lines"][5] for decision in review.decisions]
    assert [(each["disposition"], each["allowed_units"]) for each in ports] == [("reduce", 1), ("reduce", 1)]
    assert ports[0]["course_id"][:32] != ports[1]["course_id"][:32]


@pytest.mark.parametrize(("typed", "same"), [("m-100", True), ("M100", False), ("M 100", False), ("M-0100", False)])
def test_only_upper_and_lower_case_of_a_member_id_are_the_same(book: PolicyBook, typed: str, same: bool) -> None:
    # Elsewhere a zero or a dash tells two people apart; joining them would show one the other's course.
    found = records(
        authorization(),
        hospital("C-1", [line("77385", on) for on in weekdays(3)]),
        hospital("C-2", [line("77385", on) for on in weekdays(3, date(2025, 3, 6))], member_id=typed),
    )
    second = told(decide(found, book))[1]
    unknown = [(number, "AUT001", "pend") for number in (1, 2, 3)]
    assert second == (("C-2", "active", "allow", 3, 3, []) if same else ("C-2", "active", "pend", 0, 3, unknown))
    assert len(course_views(found, book)) == (1 if same else 2)


@pytest.mark.parametrize("typed", [" M-100", "M-100 ", "M-\u200b100", "M-100\t"])
def test_a_member_id_with_blanks_around_it_or_unseen_characters_is_refused(typed: str) -> None:
    with pytest.raises(RecordError) as refused:
        parse_record(hospital("C-1", [line("77385", MONDAY)], member_id=typed))
    assert [problem.field for problem in refused.value.problems] == ["member_id"]


# Dates


def test_a_service_after_the_receipt_of_its_claim_counts_and_is_remarked(book: PolicyBook) -> None:
    found = records(authorization(), hospital("C-1", [line("77385", date(2025, 6, 3))], received_date="2025-06-02"))
    assert told(decide(found, book)) == [("C-1", "active", "allow", 1, 1, [(1, "CLM006", "warn")])]
    (view,) = course_views(found, book)
    assert (view["state"], view["last_delivery"], view["as_of"]) == ("open", "2025-06-03", "2025-06-02")


def test_a_claim_received_after_the_reference_date_is_decided_but_was_not_known_then(book: PolicyBook) -> None:
    found = records(authorization(), hospital("C-1", [line("77385", MONDAY)], received_date="2025-06-02"))
    review = decide(found, book, as_of=date(2025, 4, 1))
    assert told(review) == [("C-1", "active", "allow", 1, 1, [])]
    assert review.decisions[0]["as_of"] == "2025-04-01"
    assert course_views(found, book, as_of=date(2025, 4, 1)) == []
    assert len(course_views(found, book, as_of=date(2025, 6, 2))) == 1


def test_each_day_of_a_line_over_the_year_end_is_judged_by_its_own_date(book: PolicyBook) -> None:
    # 77386 ended with 2025: three days pass, three are refused. All six are fractions of one course (ADR 0006).
    over_new_year = line("77386", date(2025, 12, 29), 6, service_date_end="2026-01-03")
    lung = {"diagnoses": ["C34.11"], "received_date": "2026-01-30"}
    found = records(
        authorization(procedure_code="77386", received_date="2025-12-01"), hospital("C-1", [over_new_year], **lung)
    )
    remarks = [(1, "CLM001", "reduce"), (1, "CLM004", "warn")]
    assert told(decide(found, book)) == [("C-1", "active", "reduce", 3, 6, remarks)]
    (view,) = course_views(found, book)
    assert shown(view) == ("open", "imrt", "C34", {"delivered": 6, "approved": None})


def test_fractions_of_both_code_sets_support_the_units_of_one_course(book: PolicyBook) -> None:
    # Eight fractions as 77386 up to 2025-12-31 and four as 77412 from 2026-01-01: 12 support floor(12 / 5) = 2.
    days = weekdays(12, date(2025, 12, 22))
    delivered = [line("77386" if on.year == 2025 else "77412", on) for on in days]
    lines = [*delivered, line("77417", days[4]), line("77417", days[9], 2)]
    found = records(
        authorization(procedure_code="77386", received_date="2025-12-01"),
        hospital("C-1", lines, diagnoses=["C34.11"], received_date="2026-01-30"),
    )
    review = decide(found, book, as_of=date(2026, 6, 1))
    ports = [(each["allowed_units"], each["billed_units"]) for each in review.decisions[0]["lines"][12:]]
    assert ports == [(1, 1), (1, 2)]
    (view,) = course_views(found, book)
    assert view["fractions"] == {"delivered": 12, "approved": None}


# Authorizations that come late, change and are withdrawn


def test_a_late_changed_and_withdrawn_authorization_decides_anew_and_every_date_is_replayed(book: PolicyBook) -> None:
    days = weekdays(5)
    found = records(
        hospital("C-1", [line("77385", on) for on in days], received_date="2025-03-10"),
        authorization(received_date="2025-03-12"),
        authorization(received_date="2025-03-14", approved_fractions=4),
        authorization(received_date="2025-03-17", valid_to="2025-03-05"),
    )
    missing = [(number, "AUT001", "pend") for number in range(1, 6)]
    assert told(decide(found[:1], book)) == [("C-1", "active", "pend", 0, 5, missing)]
    assert told(decide(found[:2], book)) == [("C-1", "active", "allow", 5, 5, [])]
    assert told(decide(found[:3], book)) == [("C-1", "active", "allow", 5, 5, [(5, "DEL016", "warn")])]
    outside = [(number, "AUT003", "deny") for number in (4, 5)]
    assert told(decide(found, book)) == [("C-1", "active", "deny", 3, 5, outside)]
    for received, stopped in (("2025-03-10", 5), ("2025-03-12", 0), ("2025-03-14", 0), ("2025-03-17", 2)):
        (view,) = course_views(reversed(found), book, as_of=date.fromisoformat(received))
        stopping = [each for each in view["findings"] if each["severity"] in ("deny", "pend")]
        assert (received, len(stopping)) == (received, stopped)


# Large claims, courses and patients


def test_999_lines_are_decided_and_a_thousand_refused(book: PolicyBook) -> None:
    # 45 dates hold one treatment each: 45 lines stand, 954 are a second delivery of their date.
    days = weekdays(45)
    lines = [line("77385", days[number % 45]) for number in range(999)]
    (decision,) = decide(records(authorization(), hospital("C-1", lines)), book).decisions
    assert sum(each["allowed_units"] for each in decision["lines"]) == 45
    assert [each["disposition"] for each in decision["lines"]] == ["allow"] * 45 + ["deny"] * 954
    with pytest.raises(RecordError) as refused:
        parse_record(hospital("C-1", [*lines, lines[0]]))
    assert [(problem.field, problem.reason) for problem in refused.value.problems] == [
        ("lines", "holds more than 999 entries")
    ]


def test_a_course_of_45_fractions_with_250_lines_passes_whole(book: PolicyBook) -> None:
    # 45 fractions support 9 units of physics and of port images, which stand in for the guidance of the Fridays (002
    # L222: one type of imaging a date). 142 laboratory lines are left alone.
    days = weekdays(45)
    fridays = days[4::5]
    technical = [line("77385", on) for on in days] + [line(code, on) for code in ("77336", "77417") for on in fridays]
    blood = [line("85025", days[number % 45], revenue_code="0305") for number in range(142)]
    guidance = [line("77387", on, modifiers=["26"]) for on in days if on not in fridays]
    found = records(
        authorization(approved_fractions=45),
        authorization(procedure_code="77387", technique="igrt"),
        hospital("H", [*technical, *blood]),
        physician("P", [*guidance, *(line("77427", on) for on in fridays)]),
    )
    assert [len(each.lines) for each in found if isinstance(each, ClaimRecord)] == [205, 45]
    assert told(decide(found, book)) == [
        ("H", "active", "allow", 205, 205, []),
        ("P", "active", "allow", 45, 45, []),
    ]


def years_of_courses(count: int) -> list[Record]:
    """A course of 45 fractions every year, each under its own authorization: 99 lines on two claims."""
    found: list[dict[str, Any]] = []
    for year in range(2025 - count, 2025):
        days = weekdays(45, date(year, 3, 7))
        own = {"authorization_number": f"A{year}", "received_date": f"{year}-07-01"}
        technical = [line("77385", on) for on in days] + [line(c, on) for c in ("77336", "77417") for on in days[4::5]]
        professional = [line("77387", on, modifiers=["26"]) for on in days if on not in days[4::5]]
        found += [
            authorization(**own, approved_fractions=45),
            hospital(f"H{year}", technical, **own),
            physician(f"P{year}", professional, **own),
        ]
    return records(*found)


def calls_of(found: Sequence[Record], book: PolicyBook) -> int:
    """Python functions entered while deciding: what a clock would measure, without the noise of the machine."""
    entered = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    sys.setprofile(count)
    try:
        decide(found, book)
    finally:
        sys.setprofile(None)
    return entered


def test_twenty_years_of_courses_are_twenty_courses_and_cost_four_times_five_years(book: PolicyBook) -> None:
    long = years_of_courses(20)
    views = course_views(long, book)
    assert [(view["state"], view["fractions"]["delivered"]) for view in views] == [("closed", 45)] * 19 + [("open", 45)]
    assert calls_of(long, book) < 5 * calls_of(years_of_courses(5), book)


def test_a_member_with_more_services_than_can_be_judged_keeps_the_earlier_claims(book: PolicyBook) -> None:
    # Two claims fill a date; the third received is refused whichever comes first, and its reason names no member.
    full = [line("85025", MONDAY)] * 999
    claims = [hospital(name, full, received_date=f"2025-06-0{day}") for day, name in enumerate("ABC", 2)]
    other = hospital("D", [line("77385", on) for on in weekdays(2, date(2025, 3, 4))])
    for order in (claims, claims[::-1]):
        review = decide(records(*order, other), book)
        assert sorted(each["claim_id"] for each in review.decisions) == ["A", "B", "D"]
        reason = f"give the member more than {MOST_ON_A_DATE:,} services on 2025-03-03; so many are not judged"
        assert [(each["claim_id"], each["field"], each["reason"]) for each in review.rejects] == [
            ("C", "lines", reason)
        ]


def test_a_range_of_every_day_of_a_year_on_each_line_is_more_than_a_member_may_have(book: PolicyBook) -> None:
    # 109 lines of 366 days are 39,894 services; 3 more fill no date and are 1,098 too many for a second claim.
    year = line("85025", date(2024, 1, 1), 366, service_date_end="2024-12-31")
    spent = line("77402", date(2024, 1, 1), 366, service_date_end="2024-12-31")
    first = hospital("A", [spent] * 109, payer="medicare", authorization_number=None, received_date="2025-06-02")
    second = hospital("B", [spent, year], payer="medicare", authorization_number=None, received_date="2025-06-03")
    review = decide(records(second, first), book)
    reason = f"give the member more than {MOST_SERVICES:,} services of a day; so many are not judged together"
    assert [each["claim_id"] for each in review.decisions] == ["A"]
    assert [(each["claim_id"], each["reason"]) for each in review.rejects] == [("B", reason)]


def test_a_finding_names_fifty_related_lines_and_says_how_many_there_are(book: PolicyBook) -> None:
    found = records(authorization(approved_fractions=45), hospital("C-1", [line("77300", MONDAY)] * 120))
    (decision,) = decide(found, book).decisions
    last = max(decision["lines"][-1]["findings"], key=lambda finding: len(finding["related_lines"]))
    assert len(last["related_lines"]) == 50
    assert last["evidence"]["related_in_all"] == 119
