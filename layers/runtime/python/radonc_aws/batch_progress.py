"""How far a batch is, as its page says it, with an estimate from the pace so far."""

from datetime import datetime
from typing import Any

from radonc_aws.batch_ledger import BatchProgress

_PACE_KNOWN = 100  # once a hundredth is done: before, queues and functions are still starting (ours)


def batch_view(progress: BatchProgress, now: datetime) -> dict[str, Any]:
    """Show a batch at a moment: read, then decided, then done. What is done of a stage is a share of bytes or patients.

    `remaining_seconds` are those of the stage; None until its pace is known.
    """
    intake, answered = progress.intake, progress.answered
    status, done, whole, since = _stage(progress)
    return {
        "batch_id": intake.batch_id,
        "status": status,
        "etag": intake.etag,
        "received": intake.received,
        "records": intake.records,
        "rejected_at_intake": intake.rejected,
        "patients": intake.groups,
        "patients_decided": answered.groups,
        "decided": answered.decided,
        "rejected": answered.rejected,
        "share_done": round(min(done / whole, 1.0), 4) if whole else None,
        "remaining_seconds": remaining_seconds(done, whole, (now - since).total_seconds()),
        "reports": f"reports/{intake.batch_id}/" if progress.done else None,
    }


def remaining_seconds(done: int, whole: int, elapsed: float) -> int | None:
    """Seconds the rest takes at the pace so far; None where there is no pace to go by."""
    if done >= whole > 0:
        return 0
    if done * _PACE_KNOWN < whole or done <= 0 or elapsed <= 0 or whole <= 0:
        return None
    return round(elapsed * (whole - done) / done)


def _stage(progress: BatchProgress) -> tuple[str, int, int, datetime]:
    """Name the stage a batch is in, what of it is done, all of it, and when it began."""
    received = datetime.fromisoformat(progress.intake.received)
    if progress.done:
        return "done", 1, 1, received
    if progress.opened is None:
        return "reading", progress.taken, progress.size, received
    return "deciding", progress.answered.groups, progress.intake.groups, datetime.fromisoformat(progress.opened)
