"""Rows a batch's work consists of: what became of each record, in the order of the records."""

from typing import Any

DECISION, REJECT, UNREAD, REVISION, TALLY = "decision", "reject", "unread", "revision", "tally"
AFTER_RECORDS = 1 << 62  # the order of rows that stand for no record

# [order in the batch, kind, object]; decisions and rejects of claims that were read have the keyed record as a fourth.
Row = list[Any]
