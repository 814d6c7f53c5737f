"""Looking at a stored course, today or as it was known on a date, and at how far a batch is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from radonc.course_view import course_views
from radonc.policy_book import PolicyBook
from radonc_aws import clients
from radonc_aws.batch_ledger import BatchLedger
from radonc_aws.batch_progress import batch_view
from radonc_aws.caller import Caller
from radonc_aws.course_store import CourseStore
from radonc_aws.policies import deciding_book
from radonc_aws.query import day
from radonc_aws.refusals import MissingError
from radonc_aws.settings import CourseAggregationSettings

_PATIENT_KEY = 32  # hex characters a course id begins with


@dataclass(frozen=True)
class CourseDesk:
    """What it takes to show courses and batches."""

    store: CourseStore
    ledger: BatchLedger
    book: PolicyBook

    @classmethod
    def of(cls, settings: CourseAggregationSettings) -> Self:
        """Open the desk of a deployment, under the tables in use now."""
        return cls(
            store=CourseStore(clients.dynamodb(), settings.course_table),
            ledger=BatchLedger(clients.dynamodb(), settings.course_table),
            book=deciding_book(settings),
        )

    def course(self, course_id: str, query: Mapping[str, str], caller: Caller) -> dict[str, Any]:
        """Show one course. With `as_of`, only what had been received by that date counts."""
        on = day(query, "as_of")
        state = self.store.load(course_id[:_PATIENT_KEY])
        records = state.records().values() if state and caller.sees(state.payer) else ()
        for view in course_views(records, self.book, as_of=on, key=None):
            if view["course_id"] == course_id:
                return view
        raise MissingError("course")

    def batch(self, batch_id: str, caller: Caller) -> dict[str, Any]:
        """Say how far a batch is and where its reports are, to callers who see every payer in it."""
        progress = self.ledger.progress(batch_id)
        if progress is None or not caller.sees_all(progress.intake.payers):
            raise MissingError("batch")
        return batch_view(progress, datetime.now(UTC))
