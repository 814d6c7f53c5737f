"""Answers in the formats of others, as `radonc review` writes them."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.answered import Answered, answered_claims
from radonc.answers.claim_response import claim_response
from radonc.answers.envelope import Envelope, EnvelopeError, read_envelope
from radonc.answers.left_out import LeftOut, counted
from radonc.answers.remittance import remittance
from radonc.cli.batch import Reviewed
from radonc.summary import Summary


def reviewed_claims(reviewed: Reviewed) -> list[Answered]:
    """Pair the claims of a batch with their decisions."""
    return answered_claims(list(reviewed.claims()), reviewed.decisions)


def envelope_of(path: Path | None, reviewed: Reviewed, as_of: date | None) -> Envelope:
    """Read the envelope; its date is the file's, else the latest day a claim was received, else the reference date.

    Raises EnvelopeError, also where nothing gives a date: a clock would make two runs differ.
    """
    received = [claim.received_date for claim in reviewed.claims()]
    latest = max(received, default=as_of)
    text = path.read_text(encoding="utf-8") if path else ""
    envelope = read_envelope(text, latest or date.min)
    if envelope.day == date.min:
        raise EnvelopeError("day: no claim gives a date; state one here, or --as-of")
    return envelope


def acknowledged(reviewed: Reviewed, envelope: Envelope) -> tuple[str, list[str]]:
    """Write the 277CA, and say what is not in it."""
    refused = [(record, reject) for _, record, reject in reviewed.refused]
    written = acknowledgement(reviewed_claims(reviewed), reviewed.batch.rejects, envelope, refused)
    return written.text, _notes("277CA", written.left_out)


def remitted(reviewed: Reviewed, envelope: Envelope) -> tuple[str, list[str]]:
    """Write the 835, and say what is not in it."""
    written = remittance(reviewed_claims(reviewed), envelope)
    return written.text, _notes("835", written.left_out)


def responses(reviewed: Reviewed) -> str:
    """Write one ClaimResponse a line."""
    resources = (claim_response(answered) for answered in reviewed_claims(reviewed))
    return "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in resources)


def summary_json(reviewed: Reviewed) -> str:
    """Write the summary of a batch: counts, and money at stake by category, edit and provider."""
    totals = Summary()
    for decision in reviewed.decisions:
        totals.add(decision)
    for reject in reviewed.rejects:
        totals.add_reject(reject)
    return json.dumps(totals.as_json(), ensure_ascii=False, indent=2) + "\n"


def _notes(name: str, left_out: Sequence[LeftOut]) -> list[str]:
    return [f"{name}: {phrase}" for phrase in counted(left_out)]
