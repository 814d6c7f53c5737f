"""The API's documentation in a real Chromium: closed, without a script, fit for any width, for paper and a reader."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import Open


@pytest.mark.parametrize("width", [360, 1280])
def test_the_documentation_is_quiet_asks_for_nothing_and_fits_the_window(
    open_page: Open, pages: dict[str, Path], width: int
) -> None:
    opened = open_page("api", width=width)
    assert (opened.said, opened.asked) == ([], [pages["api"].as_uri()])
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    assert opened.page.locator("script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_documentation(open_page: Open, scheme: str) -> None:
    found = Axe().run(open_page("api", scheme=scheme).page).response["violations"]
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found} == {}


def test_the_documentation_can_be_printed(open_page: Open) -> None:
    page = open_page("api", width=800, scheme="dark", media="print").page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_an_operation_leads_to_its_example_and_its_shapes(open_page: Open) -> None:
    page = open_page("api").page
    page.get_by_role("navigation").get_by_role("link", name="POST /claims", exact=True).click()
    operation = page.locator("#post_claims")
    operation.locator("summary").first.click()
    assert '"procedure_code": "77412"' in operation.locator("pre").first.inner_text()
    operation.get_by_role("link", name="ClaimRecord").click()
    assert page.locator("#shape-ClaimRecord").is_visible()
    assert page.evaluate("location.hash") == "#shape-ClaimRecord"
