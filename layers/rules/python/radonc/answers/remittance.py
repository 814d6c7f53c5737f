"""An 835 (005010X221A1) of the claims that are decided: what passes, and why the rest does not.

This editor prices nothing and pays nothing. The share of a charge that passes stands where the payment stands, so that
each claim balances (charge = paid + adjustments); BPR01 is I: remittance information, the money goes another way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from radonc.answers.adjustments import Adjustment, adjustments, by_group, remarks
from radonc.answers.answered import Answered
from radonc.answers.envelope import Envelope, PayerParty
from radonc.answers.front_end import turned_away
from radonc.answers.interchange import Segment, amount, day, interchange, service_codes, text, transaction
from radonc.answers.left_out import UNHOLDABLE, LeftOut, unholdable
from radonc.records import ServiceLineRecord

VERSION = "005010X221A1"
PENDED = "pended: a remittance has no status for a claim that waits"
REPLACED = "superseded or void: nothing was remitted for it here, so nothing is reversed"
TURNED_AWAY = "turned away by the front end: it is in the 277CA"
NO_CHARGE = "a line without a charge cannot balance"
# 005010X221 keeps status 4 for patients the payer does not know; a claim denied on its lines is processed as primary.
_PROCESSED = "1"
_TRIPLES = 6


@dataclass(frozen=True, slots=True)
class Remittance:
    """The text of the interchange, empty where no claim is in it, and the claims left out."""

    text: str
    left_out: tuple[LeftOut, ...]


def remittance(claims: Iterable[Answered], envelope: Envelope) -> Remittance:
    """Write one transaction for each payer and billing provider."""
    payees: dict[tuple[str, str], list[Answered]] = {}
    left_out = []
    for answered in claims:
        reason = _left_out(answered)
        if reason:
            left_out.append(LeftOut(answered.record.claim_id, reason))
            continue
        key = (answered.record.payer, answered.record.billing_provider_npi)
        payees.setdefault(key, []).append(answered)
    transactions = [
        transaction("835", number, None, _transaction(own, envelope, number))
        for number, own in enumerate(payees.values(), 1)
    ]
    written = interchange(envelope, "HP", VERSION, transactions) if transactions else ""
    return Remittance(written, tuple(left_out))


def _left_out(answered: Answered) -> str | None:
    if answered.decision["status"] != "active":
        return REPLACED
    if turned_away(answered):
        return TURNED_AWAY
    if answered.pended:
        return PENDED
    if not answered.charged:
        return NO_CHARGE
    return UNHOLDABLE if unholdable(answered.record) else None


def _transaction(claims: Sequence[Answered], envelope: Envelope, number: int) -> Iterator[Segment]:
    payer = envelope.payer(claims[0].record.payer)
    npi = claims[0].record.billing_provider_npi
    total = sum((_paid(answered) for answered in claims), Decimal(0))
    yield ("BPR", "I", amount(total), "C", "CHK", *[""] * 11, day(envelope.day))
    yield ("TRN", "1", f"{envelope.control_number:09d}{number:04d}", f"1{payer.tax_id}")
    yield ("DTM", "405", day(envelope.day))
    yield from _payer(payer)
    yield ("N1", "PE", text(envelope.provider(npi), 60), "XX", npi)
    yield ("LX", "1")
    for answered in claims:
        yield from _claim(answered, payer)


def _payer(payer: PayerParty) -> Iterator[Segment]:
    yield ("N1", "PR", text(payer.name, 60))
    yield ("N3", text(payer.address, 55))
    yield ("N4", text(payer.city, 30), text(payer.state, 2), text(payer.postal_code, 15))
    yield ("REF", "2U", text(payer.id, 50))
    yield ("PER", "BL", text(payer.contact, 60), "TE", text(payer.telephone, 256))


def _claim(answered: Answered, payer: PayerParty) -> Iterator[Segment]:
    record = answered.record
    facility = record.place_of_service or (record.bill_type or "")[:2]
    charge, paid = amount(answered.charge), amount(_paid(answered))
    head = ("CLP", record.claim_id, _PROCESSED, charge, paid, "", payer.filing_indicator, record.claim_id)
    yield (*head, facility, record.frequency_code)
    yield ("NM1", "QC", "1", "", "", "", "", "", "MI", record.member_id)
    if record.rendering_provider_npi:
        yield ("NM1", "82", "1", "", "", "", "", "", "XX", record.rendering_provider_npi)
    yield ("DTM", "050", day(record.received_date))
    for line, decided in answered.lines:
        yield from _service(line, decided)


def _service(line: ServiceLineRecord, decided: Mapping[str, Any]) -> Iterator[Segment]:
    adjusted = adjustments(decided)
    paid = Decimal(line.charge or 0) - _total(adjusted)
    billed, passing = line.units, decided["allowed_units"]
    service, revenue = service_codes(line)
    yield (
        "SVC",
        service,
        amount(Decimal(line.charge or 0)),
        amount(paid),
        revenue,
        str(passing),
        "",
        str(billed) if passing != billed else "",
    )
    if line.service_date_end and line.service_date_end != line.service_date:
        yield ("DTM", "150", day(line.service_date))
        yield ("DTM", "151", day(line.service_date_end))
    else:
        yield ("DTM", "472", day(line.service_date))
    for group, entries in by_group(adjusted).items():
        for start in range(0, len(entries), _TRIPLES):
            six = entries[start : start + _TRIPLES]
            triples = [part for each in six for part in (each.reason, amount(each.amount), str(each.units))]
            yield ("CAS", group, *triples)
    yield ("REF", "6R", str(line.line_number))
    for code in remarks(decided):
        yield ("LQ", "HE", code)


def _paid(answered: Answered) -> Decimal:
    return answered.charge - sum((_total(adjustments(line)) for _, line in answered.lines), Decimal(0))


def _total(entries: Iterable[Adjustment]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))
