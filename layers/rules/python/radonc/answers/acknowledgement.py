"""A 277CA (005010X214): which claims of a batch go on to adjudication, and which are turned away before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from radonc.answers.acknowledged_claims import Entry, read_claim, refused_claim, unread_claim
from radonc.answers.answered import Answered
from radonc.answers.envelope import NOT_GIVEN, Envelope
from radonc.answers.front_end import ClaimStatus
from radonc.answers.interchange import Segment, amount, day, holds, interchange, service_codes, text, transaction
from radonc.answers.left_out import CLAIM_ID_LENGTH, UNHOLDABLE, LeftOut, unholdable
from radonc.records import ClaimRecord, Record, ServiceLineRecord

VERSION = "005010X214"
ACCEPTED = ClaimStatus("A2", "20")
NO_CLAIM_ID = "set aside without a claim number: nothing to match it by"
_RECEIVED = "19"
_MESSAGE_LENGTH = 264


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The text of the interchange, empty where nothing is in it, and the claims left out."""

    text: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """Who answers: the payer, or the editor itself for claims no payer could be read from."""

    role: str
    name: str
    id: str
    received: date
    entries: Sequence[Entry]


def acknowledgement(
    claims: Iterable[Answered],
    rejects: Iterable[Mapping[str, Any]],
    envelope: Envelope,
    refused: Iterable[tuple[Record, Mapping[str, Any]]] = (),
) -> Acknowledgement:
    """Write one transaction for each payer, and one for the claims that could not be read.

    `rejects` are those of reading; `refused` are claims that were read and not decided, each with its reject.
    """
    listed = [(answered.record, read_claim(answered)) for answered in claims]
    listed += [(record, refused_claim(record, why)) for record, why in refused if isinstance(record, ClaimRecord)]
    payers: dict[str, list[tuple[ClaimRecord, Entry]]] = {}
    left_out = []
    for record, entry in listed:
        if unholdable(record):
            left_out.append(LeftOut(record.claim_id, UNHOLDABLE))
        else:
            payers.setdefault(record.payer, []).append((record, entry))
    unread = []
    for reject in rejects:
        if reject.get("kind") == "file":
            continue
        claim_id = reject["claim_id"]
        if claim_id is None or not holds(claim_id, CLAIM_ID_LENGTH):
            left_out.append(LeftOut(claim_id or "", UNHOLDABLE if claim_id else NO_CLAIM_ID))
        else:
            unread.append(unread_claim(claim_id, reject, envelope.day))
    sources = [_payer(profile, own, envelope) for profile, own in payers.items()]
    if unread:
        sources.append(_Source("AY", envelope.sender, envelope.sender, envelope.day, unread))
    written = [
        transaction("277", number, VERSION, _transaction(source, envelope, number))
        for number, source in enumerate(sources, 1)
    ]
    return Acknowledgement(interchange(envelope, "HN", VERSION, written) if written else "", tuple(left_out))


def _payer(profile: str, claims: Sequence[tuple[ClaimRecord, Entry]], envelope: Envelope) -> _Source:
    party = envelope.payer(profile)
    received = max(record.received_date for record, _ in claims)
    return _Source("PR", party.name, party.id, received, [entry for _, entry in claims])


def _transaction(source: _Source, envelope: Envelope, number: int) -> Iterator[Segment]:
    trace = f"{envelope.control_number:09d}{number:04d}"
    yield ("BHT", "0085", "08", trace, day(envelope.day), envelope.time, "TH")
    yield ("HL", "1", "", "20", "1")
    yield ("NM1", source.role, "2", text(source.name, 60), "", "", "", "", "PI", text(source.id, 80))
    yield ("TRN", "1", trace)
    yield ("DTP", "050", "D8", day(source.received))
    yield ("DTP", "009", "D8", day(envelope.day))
    yield ("HL", "2", "1", "21", "1")
    yield ("NM1", "41", "2", text(envelope.receiver, 60), "", "", "", "", "46", text(envelope.receiver, 80))
    yield ("TRN", "2", trace)
    total = sum((entry.charge for entry in source.entries), Decimal(0))
    yield ("STC", ("A1", _RECEIVED, source.role), day(envelope.day), "WQ", amount(total))
    yield from _totals(source.entries, "90", "AA")
    providers: dict[str, list[Entry]] = {}
    for entry in source.entries:
        providers.setdefault(entry.npi, []).append(entry)
    level = 3
    for npi, own in providers.items():
        yield from _provider(npi, own, envelope, source.role, level)
        for offset, entry in enumerate(own, 1):
            yield ("HL", str(level + offset), str(level), "PT")
            yield ("NM1", "QC", "1", NOT_GIVEN, "", "", "", "", "MI", entry.member_id)
            yield from _claim(entry, envelope)
        level += len(own) + 1


def _provider(npi: str, own: Sequence[Entry], envelope: Envelope, role: str, level: int) -> Iterator[Segment]:
    identifier = ("XX", npi) if npi else ("SV", NOT_GIVEN)
    yield ("HL", str(level), "2", "19", "1")
    yield ("NM1", "85", "2", text(envelope.provider(npi), 60), "", "", "", "", *identifier)
    yield ("TRN", "1", "0")
    total = sum((entry.charge for entry in own), Decimal(0))
    yield ("STC", ("A1", _RECEIVED, role), "", "WQ", amount(total))
    yield from _totals(own, "QA", "QC")


def _totals(entries: Sequence[Entry], accepted: str, rejected: str) -> Iterator[Segment]:
    charges: dict[bool, list[Decimal]] = {}
    for entry in entries:
        charges.setdefault(bool(entry.statuses), []).append(entry.charge)
    for away, qualifier in ((False, accepted), (True, rejected)):
        if away in charges:
            yield ("QTY", qualifier, str(len(charges[away])))
    for away, qualifier in ((False, "YU"), (True, "YY")):
        if away in charges:
            yield ("AMT", qualifier, amount(sum(charges[away], Decimal(0))))


def _claim(entry: Entry, envelope: Envelope) -> Iterator[Segment]:
    today, charge = day(envelope.day), amount(entry.charge)
    yield ("TRN", "2", entry.claim_id)
    if not entry.statuses:
        yield ("STC", (ACCEPTED.category, ACCEPTED.code), today, "WQ", charge)
    for each in entry.statuses:
        code = (each.status.category, each.status.code)
        yield ("STC", code, today, "U", charge, *[""] * 7, text(each.message, _MESSAGE_LENGTH))
    if entry.bill_type:
        yield ("REF", "BLT", entry.bill_type)
    yield ("DTP", "472", *_period(entry.days))
    shown: set[int] = set()
    for each in entry.statuses:
        if each.line is not None and each.line.line_number not in shown:
            shown.add(each.line.line_number)
            yield from _line(each.line, each.status, today)


def _line(line: ServiceLineRecord, status: ClaimStatus, today: str) -> Iterator[Segment]:
    service, revenue = service_codes(line)
    charge = amount(Decimal(line.charge or 0))
    yield ("SVC", service, charge, "", revenue, "", "", str(line.units))
    yield ("STC", (status.category, status.code), today, "U")
    yield ("REF", "FJ", str(line.line_number))
    yield ("DTP", "472", *_period((line.service_date, line.service_date_end or line.service_date)))


def _period(days: tuple[date, date]) -> tuple[str, str]:
    first, last = days
    return ("D8", day(first)) if first == last else ("RD8", f"{day(first)}-{day(last)}")
