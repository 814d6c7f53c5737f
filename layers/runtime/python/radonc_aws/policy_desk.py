"""Asking the policy book: precertifications and edits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from radonc.catalogue_view import explain, list_edits
from radonc.policy_book import PolicyBook
from radonc.precert_view import precert_answer
from radonc_aws.policies import policy_book
from radonc_aws.query import day, whole_number
from radonc_aws.refusals import MissingError
from radonc_aws.settings import PolicySettings

LARGEST_PAGE = 500


@dataclass(frozen=True)
class PolicyDesk:
    """What it takes to answer about policy."""

    book: PolicyBook

    @classmethod
    def of(cls, settings: PolicySettings) -> Self:
        """Open the desk of a deployment."""
        return cls(policy_book(settings.folders, settings.tables))

    def precert(self, code: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Answer what a precertification under a code lets one bill."""
        return precert_answer(
            self.book,
            code,
            diagnosis=query.get("diagnosis"),
            technique=query.get("technique"),
            date=day(query, "date"),
            payer=query.get("payer"),
        )

    def edits(self, query: Mapping[str, str]) -> dict[str, Any]:
        """List edits, by procedure code, payer, category and date; `next` is what to ask `after` for the following."""
        limit, after = whole_number(query, "limit", LARGEST_PAGE), query.get("after", "")
        found = list_edits(
            self.book,
            code=query.get("code"),
            payer=query.get("payer"),
            category=query.get("category"),
            date=day(query, "date"),
        )
        page = [edit for edit in found if edit["code"] > after][:limit]
        more = page and page[-1]["code"] < found[-1]["code"]
        return {"edits": page, "count": len(found), "next": page[-1]["code"] if more else None}

    def edit(self, code: str) -> dict[str, Any]:
        """Give the page of one edit."""
        if code not in self.book.edits:
            raise MissingError("edit")
        return explain(self.book, code)
