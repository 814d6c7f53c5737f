"""Pages in a real Chromium: quiet, closed, fit for any width, for paper, for the keyboard and for a screen reader."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import COURSES, Open

COURSE_PAGES = (*COURSES, "planned")
PAGES = (*COURSE_PAGES, "report", "report-empty")


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
    assert signs["2025-09-03: planning and simulation 77338, deny (DVC003)"] == ["×"]  # noqa: RUF001
    assert signs["2025-09-02: planning and simulation 77338, allow"] == []


def test_the_worklist_filters_and_sorts_by_keyboard(open_page: Open) -> None:
    page = open_page("report").page
    rows = page.locator("#worklist tr")
    assert page.locator("#status").inner_text() == "12 of 15 findings, page 1 of 1"
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
