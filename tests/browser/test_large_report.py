"""A report of 50,000 lines answers within 200 ms, told as a ratio to an empty page so that any machine may judge."""

from statistics import median

import pytest
from playwright.sync_api import Page

from .conftest import MANY, Open

# from the key or the click to the frame that shows the answer
INTERACTION = """async ([selector, event, text]) => {
  const element = document.querySelector(selector);
  const started = performance.now();
  if (event === "click") element.click();
  else { element.value = text; element.dispatchEvent(new Event("input")); }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - started;
}"""
INTERACTIONS = {
    "sort by claim": ("th button[data-column=claim]", "click", ""),
    "sort by money": ("th button[data-column=stake]", "click", ""),
    "search": ("#filter-text", "input", "imrt plan"),
    "filter": ("#filter-severity", "input", "pend"),
}
# An empty page answers in the two frames of the measure, 33 ms: six times that is 200 ms.
MOST = 6.0


def times(page: Page, interaction: tuple[str, str, str]) -> list[float]:
    """Seven answers, in milliseconds. The text is typed anew each time, so that none is a narrower search."""
    found: list[float] = []
    for _ in range(7):
        page.evaluate(INTERACTION, ["#filter-text", "input", ""])
        found.append(page.evaluate(INTERACTION, list(interaction)))
    return found


@pytest.mark.parametrize("name", INTERACTIONS)
def test_a_report_of_50_000_lines_answers_at_once(open_page: Open, name: str) -> None:
    many, empty = open_page("report-many").page, open_page("report-empty").page
    assert many.locator("#status").inner_text() == f"{MANY:,} of {MANY:,} findings, page 1 of {MANY // 50}"
    # Other work of the machine only ever adds, but where in its frame an empty page is asked is chance.
    assert min(times(many, INTERACTIONS[name])) < MOST * median(times(empty, INTERACTIONS[name]))
