"""Earlier decisions that a later record changed: before, after and cause, published and never overwritten."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from radonc_aws.claim_files import ClaimFiles, compact_json

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

Revision = Mapping[str, Any]

SOURCE = "radonc.decisions"
DETAIL_TYPE = "Claim decision revised"
_CALL_ENTRIES = 10
_NOT_THE_ANSWER = frozenset({"as_of", "pack"})  # the reference date moves with every record, the answer need not


class RevisionsRefusedError(RuntimeError):
    """The bus refused revisions; the delivery that caused them must be repeated."""


def revise(
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    source: str,
    causes: Sequence[str],
) -> Iterator[Revision]:
    """Name each version answered before whose answer changed."""
    for name in sorted(before, key=lambda version: (str(before[version]["claim_id"]), version)):
        old, new = before[name], after[name]
        if _answer(old) == _answer(new):
            continue
        revision = {
            "claim_id": old["claim_id"],
            "version": name,
            "before": brief(old),
            "after": brief(new),
            "cause": {"delivery": source, "records": list(causes)},
        }
        yield {"revision_id": hashlib.sha256(compact_json(revision).encode()).hexdigest()[:24], **revision}


class RevisionBus:
    """The event bus revisions go to. At least once: a repeated delivery repeats its revisions under the same id."""

    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self._client = client
        self._name = name

    def publish(self, revisions: Sequence[Revision]) -> None:
        """Send revisions as events. Raises when one is refused."""
        for first in range(0, len(revisions), _CALL_ENTRIES):
            entries: list[Any] = [self._entry(revision) for revision in revisions[first : first + _CALL_ENTRIES]]
            refused = self._client.put_events(Entries=entries)["FailedEntryCount"]
            if refused:
                raise RevisionsRefusedError(f"{refused} of {len(entries)} revisions refused")

    def _entry(self, revision: Revision) -> dict[str, str]:
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": DETAIL_TYPE,
            "Detail": compact_json(revision),
        }


def publish_single(revisions: Sequence[Revision], files: ClaimFiles, bus: RevisionBus) -> None:
    """Publish revisions that no batch reports: each as an object of its own, then as events."""
    for revision in revisions:
        files.put_once(f"reports/revisions/{revision['revision_id']}.json", compact_json(revision).encode())
    bus.publish(revisions)


def _answer(decision: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in decision.items() if name not in _NOT_THE_ANSWER}, sort_keys=True)


def brief(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Say what was answered in a size an event carries."""
    return {
        "frequency_code": decision["frequency_code"],
        "status": decision["status"],
        "disposition": decision["disposition"],
        "lines": [
            {
                "line_number": line["line_number"],
                "course_id": line["course_id"],
                "disposition": line["disposition"],
                "allowed_units": line["allowed_units"],
                "edits": [finding["edit"] for finding in line["findings"]],
            }
            for line in decision["lines"]
        ],
    }
