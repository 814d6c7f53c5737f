"""What a precertification lets one bill, answered against the rows of document 000 read by hand."""

from datetime import date
from typing import Any

import pytest
from claim_sketch import judged

from radonc.policy_book import PolicyBook, load_book
from radonc.precert_view import precert_answer
from radonc.reference.precert_table import precert_rows, rows_billable

SITES = "a breast or prostate diagnosis; the table limits 77385 to it"
GOING = "evolent and priority-health"
GAMMA_KNIFE = "A precertification under 77371 opens 77371."


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def may(answer: dict[str, Any]) -> tuple[str, str, str]:
    """Codes that may be billed, that depend, that may not."""
    columns = ("may_bill", "depends", "may_not_bill")
    first, second, third = (" ".join(entry["code"] for entry in answer[name]) for name in columns)
    return first, second, third


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ({"code": "G6002"}, ("77014 77387 G6001 G6002 G6017", "", "77417 77439")),  # lines 4-7
        ({"code": "77401"}, ("77401", "", "77437 77438")),  # line 9: N/A
        ({"code": "77385"}, ("G6015 G6016", "77385", "77386")),  # lines 31-38
        ({"code": "77385", "diagnosis": "C61"}, ("77385 G6015 G6016", "", "77386")),
        ({"code": "77385", "diagnosis": "D05.12"}, ("77385 G6015 G6016", "", "77386")),
        ({"code": "77385", "diagnosis": "C79.82"}, ("G6015 G6016", "77385", "77386")),
        ({"code": "77385", "diagnosis": "C34.11"}, ("G6015 G6016", "", "77385 77386")),
        ({"code": "77386"}, ("77386 G6015 G6016", "", "77385")),  # lines 40-47
        ({"code": "G6015"}, ("G6015 G6016", "77385 77386", "")),  # either set
        ({"code": "G6015", "diagnosis": "C61"}, ("77385 G6015 G6016", "77386", "")),
        ({"code": "G6015", "diagnosis": "C10.2"}, ("77386 G6015 G6016", "", "77385")),
        ({"code": "77373"}, ("77373 G0339 G0340", "", "77371 77372 G0563")),  # lines 49, 52
        ({"code": "77371"}, ("77371", "", "77372 77373 G0339 G0340 G0563")),  # line 50: N/A
        ({"code": "77372"}, ("77372 G0339", "", "77371 77373 G0340 G0563")),  # line 51
        ({"code": "77525"}, ("77520 77522 77523 77525", "", "")),  # line 53
        (  # line 82; lines 56-60 open the others
            {"code": "77778", "technique": "sirt"},
            ("77778 S2095", "", "77761 77762 77763 77799 G0458"),
        ),
    ],
)
def test_a_row_opens_what_the_table_prints(
    asked: dict[str, str], opened: tuple[str, str, str], book: PolicyBook
) -> None:
    assert may(precert_answer(book, **asked)) == opened


def test_a_given_code_of_two_rows_depends_on_the_technique(book: PolicyBook) -> None:
    """77778 stands for low-dose-rate brachytherapy (lines 56-60) and for SIRT (line 82)."""
    answer = precert_answer(book, "77778")
    assert answer["techniques"] == ["brachy_ldr", "sirt"]
    assert may(answer)[:2] == ("77778", "77761 77762 77763 77799 G0458 S2095")


def test_every_answer_names_rows_and_lines(book: PolicyBook) -> None:
    answer = precert_answer(book, "77385", diagnosis="C61")
    assert [(source["source"], source["locator"], source["rule"]) for source in answer["sources"]] == [
        ("000", "L31-32", "PRECERT-06"),
        ("000", "L34-35", "PRECERT-07"),
        ("000", "L37-38", "PRECERT-08"),
    ]
    assert [(limit["locator"], limit["rule"]) for limit in answer["restrictions"]] == [
        ("L31,34,37", "PRECERT-32"),
        ("L84-85", "PRECERT-33"),
    ]


def test_stereotactic_fractions_are_limited_to_five(book: PolicyBook) -> None:
    limits = {limit["rule"]: limit["text"] for limit in precert_answer(book, "77373")["restrictions"]}
    assert limits["PRECERT-35"] == "At most 5 fractions of 77373; the number approved stands on the notification."


@pytest.mark.parametrize("on", [date(2025, 12, 31), None])
def test_until_the_end_of_2025_the_row_stands_as_printed(on: date | None, book: PolicyBook) -> None:
    assert may(precert_answer(book, "77386", date=on))[0] == "77386 G6015 G6016"


def test_from_2026_the_deleted_codes_point_to_their_successors(book: PolicyBook) -> None:
    answer = precert_answer(book, "77386", date=date(2026, 1, 1))
    assert may(answer) == ("77407 77412", "", "77386 G6015 G6016")
    assert answer["answer"] == (
        "A precertification under 77386 opens nothing for sure; "
        "77407, 77412 in the place of deleted codes where the payer honours the crosswalk."
    )
    assert answer["may_not_bill"][0] == {
        "code": "77386",
        "reason": "deleted: last valid on 2025-12-31",
        "successors": ["77407", "77412"],
    }
    assert answer["code_status"]["state"] == "deleted"
    assert {change["code"] for change in answer["changes_2026"]} == {"77386", "G6015", "G6016"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("G0340", "No precertification is given under G0340; one given under 77373 lets G0340 be billed."),
        ("77417", "The precertification table does not list 77417: it needs no precertification by this table."),
        ("77437", "The table does not list 77437; it succeeds 0394T, 77401, which the table lists."),
        ("77252", "77252 is a misprint; 77525 was meant. It is no code and opens nothing."),
        ("12345", "12345 is not a code the precertification table knows, nor one of radiation oncology."),
        ("77012", "77012 is not a code the precertification table knows, nor one of radiation oncology."),
    ],
)
def test_a_code_that_opens_nothing_is_answered_in_words(code: str, said: str, book: PolicyBook) -> None:
    answer = precert_answer(book, code)
    assert (answer["answer"], may(answer)) == (said, ("", "", ""))


def test_a_technique_that_does_not_go_with_the_code_is_said(book: PolicyBook) -> None:
    answer = precert_answer(book, "77385", technique="proton")
    assert answer["answer"] == "77385 is given for arc, imrt, tomotherapy, not for proton."
    assert (answer["found"], answer["rows"], len(answer["known_techniques"])) == (True, [], 28)


def test_a_code_beside_the_table_is_told_from_one_that_succeeds_a_code_of_it(book: PolicyBook) -> None:
    """77437 succeeds 77401 and 0394T; 77417 stands in no row and succeeds nothing."""
    superficial = {entry["code"]: entry["reason"] for entry in precert_answer(book, "77401")["may_not_bill"]}
    guidance = {entry["code"]: entry["reason"] for entry in precert_answer(book, "G6002")["may_not_bill"]}
    assert superficial["77437"] == "the table does not list it; from 2026-01-01 on it succeeds 0394T, 77401"
    assert guidance["77417"].startswith("the table does not list it: no precertification opens it")


def test_lower_case_is_understood(book: PolicyBook) -> None:
    assert precert_answer(book, " g6002 ")["code"] == "G6002"


@pytest.mark.parametrize(
    ("payer", "known", "goes"), [("evolent", True, True), ("medicare", True, False), ("nobody", False, False)]
)
def test_it_is_said_whether_the_payer_goes_by_the_table(payer: str, known: bool, goes: bool, book: PolicyBook) -> None:
    assert precert_answer(book, "77385", payer=payer)["payer"] == {
        "name": payer,
        "go_by_the_table": ["evolent", "priority-health"],
        "known": known,
        "goes_by_the_table": goes,
    }


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        ("evolent", GAMMA_KNIFE),
        ("medicare", f"medicare does not go by this table; it is that of {GOING}. For them: {GAMMA_KNIFE}"),
        ("nobody", f"No payer of this name is known; the table is that of {GOING}. {GAMMA_KNIFE}"),
    ],
)
def test_the_answer_begins_with_whom_the_table_does_not_bind(payer: str, said: str, book: PolicyBook) -> None:
    assert precert_answer(book, "77371", payer=payer)["answer"] == said


def test_the_edits_that_look_at_the_code_are_named(book: PolicyBook) -> None:
    edits = {edit["code"] for edit in precert_answer(book, "77373", payer="priority-health")["edits"]}
    assert {"DEL001", "DEL003"} <= edits
    assert "SUP001" not in edits


@pytest.mark.parametrize("diagnosis", ["C61", "C10.2"])
@pytest.mark.parametrize("given", sorted({code for row in precert_rows() for code in row.given}))
def test_the_answer_and_the_edits_agree(given: str, diagnosis: str, book: PolicyBook) -> None:
    """What may be billed passes under an authorization given so; what depends waits; what may not be does not pass."""
    on = date(2025, 3, 3)
    answer = precert_answer(book, given, diagnosis=diagnosis, date=on)
    wanted = {
        **{entry["code"]: "passes" for entry in answer["may_bill"]},
        **{entry["code"]: "waits" for entry in answer["depends"]},
        **{entry["code"]: "stops" for entry in answer["may_not_bill"] if rows_billable(entry["code"])},
    }
    found = {}
    for code in wanted:
        line = judged(
            book,
            "evolent",
            {"code": code, "on": on, "authorization": "A"},
            claims={"C1": {"diagnoses": [diagnosis]}},
            authorizations=[{"authorization_number": "A", "procedure_code": given}],
        )[0]
        severities = {f["severity"] for f in line["findings"] if f["edit"] in ("AUT001", "AUT002", "DXP001")}
        found[code] = "stops" if "deny" in severities else "waits" if "pend" in severities else "passes"
    # 003 lines 17-19 let one guidance approval cover the whole group; given and allowed codes are all of it
    assert found == wanted
