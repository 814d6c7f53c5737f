"""A batch's answers in the formats of others, in parts: a part holds the claims of one shard, so memory is bounded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.answered import Answered
from radonc.answers.claim_response import claim_response
from radonc.answers.envelope import Envelope, read_envelope
from radonc.answers.left_out import LeftOut
from radonc.answers.remittance import remittance
from radonc.records import ClaimRecord
from radonc_aws.batch_rows import DECISION, REJECT, UNREAD, Row
from radonc_aws.claim_files import ClaimFiles, compact_json
from radonc_aws.settings import BatchAnswerSettings

WORKLIST, ACKNOWLEDGED, REMITTED, RESPONSES = "csv", "277ca", "835", "fhir"
_CONTROL_NUMBERS = 999_999_999
_PLACES = {
    ACKNOWLEDGED: ("277ca-{part:05d}.x12", "application/edi-x12"),
    REMITTED: ("835-{part:05d}.x12", "application/edi-x12"),
    RESPONSES: ("claim-responses-{part:05d}.ndjson", "application/fhir+ndjson"),
}

Tally = dict[str, dict[str, int]]  # by format: the claims in it, and those left out by reason


@dataclass(frozen=True)
class BatchAnswers:
    """Writes the formats a deployment wants to reports/<batch>/, once. The member they name is the patient key."""

    files: ClaimFiles
    formats: Sequence[str] = ()
    envelope: str = ""

    @classmethod
    def of(cls, files: ClaimFiles, settings: BatchAnswerSettings) -> Self:
        """Take formats and envelope of a deployment."""
        return cls(files, settings.formats, settings.envelope_text())

    def write(self, batch_id: str, part: int, rows: Sequence[Row]) -> Tally:
        """Write one part of each format that has something to say; returns the claims in it and those left out."""
        envelope = self._envelope(batch_id, part)
        claims = [Answered(_claim(row), row[2]) for row in rows if row[1] == DECISION]
        tally: Tally = {}
        if ACKNOWLEDGED in self.formats:
            text, count, left_out = _acknowledged(claims, rows, envelope)
            self._put(ACKNOWLEDGED, batch_id, part, text)
            tally[ACKNOWLEDGED] = _tally(count, left_out)
        if REMITTED in self.formats:
            remitted = remittance(claims, envelope)
            self._put(REMITTED, batch_id, part, remitted.text)
            tally[REMITTED] = _tally(len(claims), remitted.left_out)
        if RESPONSES in self.formats:
            self._put(RESPONSES, batch_id, part, "".join(f"{compact_json(claim_response(each))}\n" for each in claims))
            tally[RESPONSES] = _tally(len(claims), ())
        return tally

    def _put(self, name: str, batch_id: str, part: int, text: str) -> None:
        place, content_type = _PLACES[name]
        if text:
            self.files.put_once(f"reports/{batch_id}/{place.format(part=part)}", text.encode(), content_type)

    def _envelope(self, batch_id: str, part: int) -> Envelope:
        """Date a part by its batch; its control number follows from batch and part."""
        day, _, digest = batch_id.partition("-")
        envelope = read_envelope(self.envelope, date.fromisoformat(day))
        return replace(envelope, control_number=(int(digest, 16) + part) % _CONTROL_NUMBERS + 1)


def _acknowledged(
    claims: Iterable[Answered], rows: Sequence[Row], envelope: Envelope
) -> tuple[str, int, Sequence[LeftOut]]:
    """Acknowledge claims read and claims not read; defects of the file are no claims."""
    refused = [(_claim(row), row[2]) for row in rows if row[1] == REJECT and len(row) > 3]
    unread = [row[2] for row in rows if row[1] in (REJECT, UNREAD) and len(row) == 3 and row[2]["kind"] == "record"]
    written = acknowledgement(claims, unread, envelope, refused)
    decided = sum(row[1] == DECISION for row in rows)
    return written.text, decided + len(refused) + len(unread), written.left_out


def _claim(row: Row) -> ClaimRecord:
    return ClaimRecord.model_validate_json(compact_json(row[3]))


def _tally(claims: int, left_out: Sequence[LeftOut]) -> dict[str, int]:
    return {"claims": claims - len(left_out), **Counter(each.reason for each in left_out)}
