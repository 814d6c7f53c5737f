"""A report of 50,000 lines answers soon: the aim is 200 ms on an idle machine, the bound here is twice that."""

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
# An empty page needs the two frames of the measure, some 10 ms: 200 ms is twenty times that, and as much again is slack
# for a machine that does other work meanwhile.
MOST = 40.0


def fastest(page: Page, interaction: tuple[str, str, str]) -> float:
    """Best of five, in milliseconds: other work of the machine only ever adds."""
    times: list[float] = [page.evaluate(INTERACTION, list(interaction)) for _ in range(5)]
    return min(times)


@pytest.mark.parametrize("name", INTERACTIONS)
def test_a_report_of_50_000_lines_answers_at_once(open_page: Open, name: str) -> None:
    many, empty = open_page("report-many").page, open_page("report-empty").page
    assert many.locator("#status").inner_text() == f"{MANY:,} of {MANY:,} findings, page 1 of {MANY // 100}"
    assert fastest(many, INTERACTIONS[name]) < MOST * fastest(empty, INTERACTIONS[name])
