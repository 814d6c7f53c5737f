"""Claims an outgoing transaction cannot carry, each with the reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from radonc.answers.interchange import holds
from radonc.records import ClaimRecord

CLAIM_ID_LENGTH = 38
MEMBER_ID_LENGTH = 80
UNHOLDABLE = "claim or member id is not plain ASCII, or is longer than X12 holds"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that is not in the transaction, and why."""

    claim_id: str
    reason: str


def unholdable(record: ClaimRecord) -> bool:
    """Say whether an identifier would reach its reader changed: then nobody could match it."""
    return not (holds(record.claim_id, CLAIM_ID_LENGTH) and holds(record.member_id, MEMBER_ID_LENGTH))


def counted(entries: Iterable[LeftOut]) -> list[str]:
    """Say how many claims are left out for each reason, in one phrase each."""
    counts = Counter(entry.reason for entry in entries)
    return [f"{number} left out: {reason}" for reason, number in sorted(counts.items())]
