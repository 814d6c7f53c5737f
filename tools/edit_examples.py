"""Execute every case file and keep, for each edit, the first case that fires and the first that stays silent."""

import datetime as dt
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from radonc.pipeline import decide
from radonc.policy_book import PolicyBook

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from case_language import book_of, records  # noqa: E402  the language of cases belongs to the tests

CASES = ROOT / "tests" / "cases"
MOST_FINDINGS = 4
_SHOWN = ("severity", "allowed_units", "message", "suggestion", "evidence", "group_code", "carc", "rarc", "payer_code")


@dataclass(frozen=True)
class ExecutedCase:
    """One case of an edit with the decisions it led to."""

    edit: str
    case: Mapping[str, Any]
    decisions: tuple[dict[str, Any], ...]
    own: tuple[dict[str, Any], ...] = field(default=())

    @property
    def name(self) -> str:
        """The case's name."""
        return str(self.case["name"])

    @property
    def fires(self) -> bool:
        """Whether the edit gave a finding."""
        return bool(self.own)

    @cached_property
    def rules(self) -> frozenset[str]:
        """Ledger rules the edit's findings cite."""
        return frozenset(citation["rule"] for finding in self.own for citation in finding["citations"])

    def as_json(self) -> dict[str, Any]:
        """Render the case with what it led to; dates as text."""
        given = {
            name: plain(self.case[name])
            for name in ("as_of", "authorizations", "claims", "switches", "tables")
            if name in self.case
        }
        shown = self.own[:MOST_FINDINGS]
        found = [{"line": f["line"], **{name: f[name] for name in _SHOWN if f[name] is not None}} for f in shown]
        return {
            "name": self.name,
            "payer": self.case["payer"],
            **given,
            "lines": plain(self.case["lines"]),
            "findings": found,
            "more_findings": len(self.own) - len(shown),
        }


def execute(book: PolicyBook) -> Iterator[ExecutedCase]:
    """Decide every case of every case file, by edit."""
    for path in sorted(CASES.glob("*.toml")):
        if path.stem not in book.edits:
            continue
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            review = decide(records(case), book_of(case, book), as_of=case.get("as_of"))
            yield ExecutedCase(path.stem, case, review.decisions, tuple(_own(path.stem, review.decisions)))


def examples(cases: Iterator[ExecutedCase] | list[ExecutedCase]) -> dict[str, dict[str, Any]]:
    """Choose the first firing and the first silent case of each edit."""
    chosen: dict[str, dict[str, Any]] = {}
    for case in cases:
        chosen.setdefault(case.edit, {}).setdefault("fires" if case.fires else "clean", case.as_json())
    return {edit: {name: of[name] for name in ("fires", "clean") if name in of} for edit, of in sorted(chosen.items())}


def plain(value: Any) -> Any:
    """Turn dates inside tables and lists to text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    return value


def _own(edit: str, decisions: tuple[dict[str, Any], ...]) -> Iterator[dict[str, Any]]:
    for decision in decisions:
        for line in (*decision["lines"], {"line_number": None, "findings": decision["findings"]}):
            for finding in line["findings"]:
                if finding["edit"] == edit:
                    yield {"line": line["line_number"], **finding}
