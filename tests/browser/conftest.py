"""A real Chromium, and pages of real courses and batches as files on disk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_language import records
from playwright.sync_api import Browser, Page, sync_playwright
from tools.browser import FLAGS, MISSING, find_browser

from radonc.course_view import course_views
from radonc.intake import read_records
from radonc.pages.api_page import api_page
from radonc.pages.batch_report import batch_report
from radonc.pages.course_page import course_page
from radonc.pages.edits_page import edits_page, edits_site
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.reading import Accepted
from radonc.records import Record
from radonc_aws.openapi import description

GOLDEN = Path(__file__).parent.parent / "golden"
COURSES = {
    "over-the-year-end": GOLDEN / "clean" / "prostate-imrt-over-the-year-end",
    "with-a-boost": GOLDEN / "clean" / "breast-with-electron-boost",
    "half-a-year-long": GOLDEN / "clean" / "radiopharmaceutical-four-cycles",
    "billed-carelessly": GOLDEN / "dirty" / "prostate-imrt-billed-carelessly",
}
PLANNED = {"payer": "evolent", "claims": {"C1": {"diagnoses": ["C61"]}}}
REJECT = {"claim_id": "R1", "field": "lines[0].units", "reason": "must be above 0", "position": {"line": 3}}
MANY = 50_000


@dataclass(slots=True)
class Opened:
    """A page in the browser, and what it said and asked for since it was opened."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker drives the browser: two would measure each other."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_book()


@pytest.fixture(scope="session")
def pages(book: PolicyBook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of page by name, written as `radonc course --html` and `radonc review --format html` do."""
    folder = tmp_path_factory.mktemp("pages")
    claims = {name: _records(path) for name, path in COURSES.items()}
    planned = records(PLANNED | {"lines": [{"code": "77263", "on": date(2025, 3, 3)}]})
    texts = {name: course_page(course_views(of, book)[0]) for name, of in (claims | {"planned": planned}).items()}
    careless = decide(claims["billed-carelessly"], book).decisions
    texts["report"] = batch_report(careless, [REJECT | {"source": "claims.jsonl"}])
    texts["report-empty"] = batch_report([], [])
    texts["edits"] = edits_page(book)
    texts["api"] = api_page(description())
    texts["report-many"] = batch_report(_many(careless), [])
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    for name, text in edits_site(book):
        (folder / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / name).write_text(text, encoding="utf-8")
    site = {"site": "index", "site-edit": "edits/IMG004", "site-code": "codes/77417"}
    return {name: folder / f"{name}.html" for name in texts} | {
        name: folder / "site" / f"{page}.html" for name, page in site.items()
    }


def _records(folder: Path) -> list[Record]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.name != "expected.jsonl":
            with path.open("rb") as stream:
                found += [read.record for read in read_records(stream, path.name) if isinstance(read, Accepted)]
    return found


def _many(decisions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many claims as MANY, of one line with one finding each, the findings of the given decisions in turn."""
    lines = [
        {**line, "findings": [finding]}
        for decision in decisions
        for line in decision["lines"]
        for finding in line["findings"]
    ]
    return [
        {**decisions[0], "claim_id": f"CLAIM-{n:06}", "findings": [], "lines": [lines[n % len(lines)]]}
        for n in range(MANY)
    ]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    """Open a page by name: `open_page(name, width=1280, scheme="light", media="screen")`."""
    contexts = []

    def opened(name: str, *, width: int = 1280, scheme: str = "light", media: str = "screen") -> Opened:
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        shown = Opened(context.new_page())
        shown.page.emulate_media(media=media, color_scheme=scheme)
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        shown.page.on("request", lambda request: shown.asked.append(request.url))
        shown.page.goto(pages[name].as_uri())
        return shown

    yield opened
    for context in contexts:
        context.close()
