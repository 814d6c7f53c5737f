"""Pages in a real Chromium: quiet, closed, fit for any width, for paper, for the keyboard and for a screen reader."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import COURSES, Open

COURSE_PAGES = (*COURSES, "planned")
PAGES = (*COURSE_PAGES, "report", "report-empty", "edits", "site-edit", "site-code")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_quiet_asks_for_nothing_and_fits_the_window(
    open_page: Open, pages: dict[str, Path], name: str, width: int
) -> None:
    opened = open_page(name, width=width)
    assert opened.said == []
    assert opened.asked == [pages[name].as_uri()]
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, name: str, scheme: str) -> None:
    found = Axe().run(open_page(name, scheme=scheme).page).response["violations"]
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found} == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_paper_shows_everything_and_no_controls(open_page: Open, name: str) -> None:
    page = open_page(name, width=800, scheme="dark", media="print").page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".noprint:visible").count() == 0
    cut = "[...document.querySelectorAll('.scroll')].filter((area) => area.scrollWidth > innerWidth).length"
    assert page.evaluate(cut) == 0
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", COURSE_PAGES)
def test_the_keyboard_reaches_every_mark_of_the_time_line_and_its_date(open_page: Open, name: str) -> None:
    page = open_page(name).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to findings"
    reached = []
    for _ in range(page.locator("a, [tabindex], summary").count()):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    marks = page.locator("svg a").all()
    assert [label for label in reached if label and label[:2] == "20"] == [m.get_attribute("aria-label") for m in marks]
    marks[-1].focus()
    page.keyboard.press("Enter")
    target = marks[-1].get_attribute("href").removeprefix("#")
    assert page.evaluate("location.hash") == f"#{target}"
    assert page.locator(f"[id='{target}']").is_visible()


def test_what_was_decided_is_told_without_colour(open_page: Open) -> None:
    page = open_page("billed-carelessly").page
    marks = page.locator("svg a").all()
    signs = {mark.get_attribute("aria-label"): mark.locator(".sign").all_text_contents() for mark in marks}
    assert signs["2025-09-03: planning and devices 77338, deny (DVC003)"] == ["×"]  # noqa: RUF001
    assert signs["2025-09-02: planning and devices 77338, allow"] == []


def test_the_worklist_filters_and_sorts_by_keyboard(open_page: Open) -> None:
    page = open_page("report").page
    rows = page.locator("#worklist tr")
    assert page.locator("#status").inner_text().startswith("12 of ")  # the others are notes
    page.locator("#filter-text").focus()
    page.keyboard.type("77470")
    assert {row.locator("td").nth(2).inner_text() for row in rows.all()} == {"77470"}
    page.locator("#filter-text").fill("")
    page.locator("#filter-severity").select_option("pend")
    assert {row.locator("td").nth(4).inner_text() for row in rows.all()} == {"pend"}
    page.locator("#filter-severity").select_option("")
    page.get_by_role("button", name="Line", exact=True).focus()
    page.keyboard.press("Enter")
    heading = page.locator("th", has=page.get_by_role("button", name="Line", exact=True))
    assert heading.get_attribute("aria-sort") == "ascending"
    numbers = [int(row.locator("td").nth(1).inner_text() or 0) for row in rows.all()]
    assert numbers == sorted(numbers)
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"


def test_a_search_without_a_match_says_so(open_page: Open) -> None:
    page = open_page("report").page
    page.locator("#filter-text").fill("no such words")
    assert page.locator("#worklist").inner_text() == "No finding like this."


def test_a_procedure_code_leads_to_every_rule_on_it_by_payer_with_its_dates(open_page: Open) -> None:
    page = open_page("edits").page
    page.locator("#text").fill("77417")
    opened = [edit.get_attribute("id") for edit in page.locator("details.edit[open]").all()]
    assert opened[0] == page.locator("details.edit").first.get_attribute("id") == "IMG004"
    assert "PHY001" not in opened
    assert page.locator("#status").inner_text().startswith(f"{len(opened)} edits name 77417, ")
    rows = page.locator("#IMG004 tr[data-payer]:visible").all()
    assert [[row.locator("td").nth(column).inner_text() for column in (0, 1)] for row in rows] == [
        ["evolent", "2024-04-01 to now"],
        ["medicare", "2015-01-01 to 2025-12-31"],
        ["priority-health", "2024-07-01 to now"],
    ]
    page.locator("#date").fill("2026-03-01")
    page.locator("#payer").select_option("medicare")
    assert page.locator("#IMG004").is_hidden()


def test_in_the_site_a_procedure_code_leads_to_its_page_with_every_rule_by_payer_and_date(open_page: Open) -> None:
    opened = open_page("site")
    page = opened.page
    page.locator("#text").fill("77417")
    page.locator("#page a").click()
    assert page.locator("h1").inner_text() == "77417"
    assert page.locator("h2[id^=p-]").all_inner_texts() == ["evolent", "medicare", "priority-health"]
    medicare = page.locator("div[aria-labelledby=p-medicare] tbody tr").all()
    told = [[row.locator("td").nth(column).inner_text() for column in (0, 1)] for row in medicare]
    assert ["2015-01-01 to 2025-12-31", "IMG004 port images exceed fractions"] in told
    assert ["2026-01-01 to now", "IMG019 imaging bundled by fee schedule"] in told
    assert told == sorted(told)
    page.locator("a:text-is('IMG004')").first.click()
    assert page.locator("h1").inner_text() == "IMG004 port images exceed fractions"
    page.locator("a:text-is('All edits')").click()
    assert page.locator("#status").inner_text().endswith(" edits")
    assert opened.said == []
    assert all(url.startswith("file:") for url in opened.asked)


def test_words_find_edits_that_hold_all_of_them(open_page: Open) -> None:
    page = open_page("edits").page
    page.locator("#text").fill("port images verification")
    assert "IMG011" in [edit.get_attribute("id") for edit in page.locator("details.edit:visible").all()]
    page.locator("#text").fill("no such words")
    assert page.locator("#status").inner_text() == "0 edits"
