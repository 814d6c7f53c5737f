"""Pages are whole, escaped, free of outside requests, and say what the data says."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from os.path import normpath
from pathlib import Path
from typing import Any

import pytest
from case_language import records

from radonc.course_view import course_views
from radonc.pages.batch_report import batch_report
from radonc.pages.course_page import course_page, finding_cards
from radonc.pages.edits_page import edits_page, edits_site
from radonc.pages.timeline import draw_timeline
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book

HOSTILE = "<img src=x onerror=alert(1)>"
COURSE: dict[str, Any] = {
    "payer": "evolent",
    "authorizations": [
        {
            "authorization_number": "A1",
            "procedure_code": "77412",
            "technique": "3dcrt",
            "approved_fractions": 14,
            "valid_from": date(2025, 3, 1),
            "valid_to": date(2025, 4, 30),
        }
    ],
    "claims": {"C1": {"diagnoses": ["C50.911"], "authorization_number": "A1"}},
    "lines": [
        {"code": "77412", "on": date(2025, 3, 3), "repeat": 14, "charge": "200.00"},
        {"code": "77417", "on": date(2025, 3, 20), "units": 4, "charge": "100.00"},
    ],
}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


class _Tags(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "br", "img", "rect", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page)
    assert parser.open == []
    return parser.seen


def assert_closed(page: str) -> None:
    """No element of the page asks anything of another place."""
    for tag, attributes in tags(page):
        for name in ("src", "href", "action", "poster", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "?", "data:")), (tag, name, value)
    assert "@import" not in page
    assert "url(" not in page


def test_the_course_page_shows_state_findings_sources_and_allowances(book: PolicyBook) -> None:
    (view,) = course_views(records(COURSE), book)
    page = course_page(view)
    assert_closed(page)
    assert "14 of 14" in page
    assert "4 units of 77417 billed in this course; 14 fractions support 2 (one per 5)" in page
    assert "[EVO-77417-06]" in page
    assert page.count('class="mark ') == 14 + 1


def test_every_mark_of_the_time_line_lies_on_the_drawing_and_leads_to_its_date(book: PolicyBook) -> None:
    (view,) = course_views(records(COURSE), book)
    line = draw_timeline(view)
    page = course_page(view)
    assert [mark.fraction for mark in line.marks if mark.fraction] == list(range(1, 15))
    for mark in line.marks:
        assert 0 < mark.x < line.width
        assert 0 < mark.y < line.height
        assert f'id="{mark.target}"' in page
    assert line.windows == ((line.windows[0][0], line.windows[0][1], "authorization A1, 2025-03-01 to 2025-04-30"),)
    assert line.year_end is None


def test_a_course_over_new_year_shows_where_the_code_set_changes(book: PolicyBook) -> None:
    case = COURSE | {"lines": [{"code": "77412", "on": date(2025, 12, 29), "repeat": 5}]}
    (view,) = course_views(records(case), book)
    line = draw_timeline(view)
    assert line.year_end is not None
    assert [mark.fraction for mark in line.marks] == [1, 2, 3, 4, 5]
    assert "new year: code set changes" in course_page(view)


def test_a_planned_course_has_a_page_too(book: PolicyBook) -> None:
    case = COURSE | {"lines": [{"code": "77263", "on": date(2025, 3, 3)}]}
    (view,) = course_views(records(case), book)
    assert "planned" in course_page(view)


def test_nothing_a_submitter_wrote_becomes_markup(book: PolicyBook) -> None:
    case = COURSE | {"claims": {"C1": {"claim_id": HOSTILE, "diagnoses": ["C50.911"]}}}
    read = records(case)
    (view,) = course_views(read, book)
    review = decide(read, book)
    reject = {"claim_id": HOSTILE, "field": "</script>", "reason": HOSTILE, "position": {"line": 1}, "source": HOSTILE}
    for page in (course_page(view), batch_report(review.decisions, [reject])):
        assert HOSTILE not in page
        assert "img" not in {tag for tag, _ in tags(page)}


def test_the_batch_report_carries_every_finding_as_data(book: PolicyBook) -> None:
    review = decide(records(COURSE), book)
    page = batch_report(review.decisions, [], courses="courses/")
    assert_closed(page)
    found = re.search(r'<script type="application/json" id="rows">(.*?)</script>', page, re.DOTALL)
    assert found
    rows = json.loads(found.group(1))
    expected = sum(len(line["findings"]) for decision in review.decisions for line in decision["lines"])
    expected += sum(len(decision["findings"]) for decision in review.decisions)
    assert len(rows) == expected
    # 4 units at 100.00, 2 of them pass.
    assert ["C1", "1245319599", 15, "77417", "2 of 4", "reduce", "IMG004", "course_frequency", "50.00"] in [
        row[:9] for row in rows
    ]
    assert "Of 2,900.00 charged, <b>50.00</b> did not pass." in page


def test_findings_of_one_edit_share_a_card_and_one_message_is_told_once(book: PolicyBook) -> None:
    finding = course_views(records(COURSE), book)[0]["findings"][0]
    alike = [finding | {"line_number": number} for number in (3, 4)]
    other = finding | {"line_number": 5, "message": "another", "severity": "warn"}
    first, second = finding_cards([other, *alike])
    assert (first["severity"], first["lines"], len(first["remarks"])) == (finding["severity"], 2, 1)
    assert [line["number"] for line in first["remarks"][0]["claims"]["C1"]] == [3, 4]
    assert (second["severity"], [remark["message"] for remark in second["remarks"]]) == ("warn", ["another"])


def test_each_delivery_code_of_a_course_has_its_own_lane(book: PolicyBook) -> None:
    lines = [
        {"code": "77412", "on": date(2025, 3, 3), "repeat": 3},
        {"code": "G6014", "on": date(2025, 3, 10), "repeat": 2},
    ]
    (view,) = course_views(records(COURSE | {"lines": lines}), book)
    line = draw_timeline(view)
    assert [label for label, _ in line.lanes] == ["External beam 77412", "External beam G6014"]
    assert [(mark.y, mark.fraction) for mark in line.marks] == [
        (line.lanes[0][1], 1),
        (line.lanes[0][1], 2),
        (line.lanes[0][1], 3),
        (line.lanes[1][1], 4),
        (line.lanes[1][1], 5),
    ]


def test_marks_of_a_long_course_do_not_touch(book: PolicyBook) -> None:
    lines = [{"code": "77263", "on": date(2025, 1, 2)}, {"code": "77412", "on": date(2025, 6, 2), "repeat": 30}]
    (view,) = course_views(records(COURSE | {"lines": lines}), book)[-1:]
    line = draw_timeline(view | {"timeline": [*course_views(records(COURSE), book)[0]["timeline"], *view["timeline"]]})
    fractions = sorted({mark.x for mark in line.marks})
    assert min(after - before for before, after in pairwise(fractions)) > line.mark_width
    assert not line.signed


def test_the_page_of_edits_holds_every_edit_and_is_closed(book: PolicyBook) -> None:
    page = edits_page(book)
    assert_closed(page)
    identifiers = {attributes.get("id") for tag, attributes in tags(page) if tag == "details"}
    assert set(book.edits) <= identifiers


def test_every_link_of_the_site_of_edits_leads_to_one_of_its_files(book: PolicyBook) -> None:
    site = dict(edits_site(book))
    assert {f"edits/{code}.html" for code in book.edits} < site.keys()
    links = {
        normpath(Path(name).parent / target.partition("#")[0])
        for name, page in site.items()
        for target in re.findall(r'href="([^"#][^"]*)"', page)
        if not target.startswith("data:")
    }
    assert links == site.keys()
    for page in ("index.html", "edits/IMG004.html", "codes/77417.html"):
        tags(site[page])


def test_the_page_of_an_edit_says_what_the_decisions_it_cites_are(book: PolicyBook) -> None:
    page = dict(edits_site(book))["edits/IMG004.html"]
    assert "Decision A-43: Do electron fractions support port images" in page
    assert "Decision C-01" not in page


def test_the_page_of_an_edit_shows_a_case_that_fires_and_one_that_does_not(book: PolicyBook) -> None:
    page = dict(edits_site(book))["edits/IMG004.html"]
    assert ">Example: fourteen fractions support two units" in page
    assert ">Clean example: two units over fourteen fractions" in page


def test_a_code_with_a_successor_says_so_on_its_page(book: PolicyBook) -> None:
    page = dict(edits_site(book))["codes/77385.html"]
    assert "to 2025-12-31. " in page
    assert "Successors: " in page


def test_only_a_served_page_links_to_what_was_known_on_other_dates(book: PolicyBook) -> None:
    view = course_views(records(COURSE), book)[0] | {"known_on": ["2025-03-10", "2025-04-01"]}
    assert 'href="?as_of=2025-03-10"' in course_page(view)
    assert "as_of=" not in course_page(view, served=False)
