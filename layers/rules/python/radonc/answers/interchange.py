"""Writing an X12 interchange: separators that no value holds, counts that add up."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from radonc.answers.envelope import Envelope
from radonc.records import ServiceLineRecord

Element = str | tuple[str, ...]
Segment = tuple[Element, ...]
_CODE_LENGTH = 48
_NO_REVENUE_CODE = "0000"
_CHOICES = ("*|+!", ":>&;", "^{`[", "~%$=")
"""Element, component and repetition separator, segment terminator: the usual one first."""


def text(value: str, longest: int) -> str:
    """Make a value one X12 element can hold: printable ASCII, single spaces, cut to its length."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    kept = "".join(mark if mark.isprintable() else " " for mark in plain)
    return " ".join(kept.split())[:longest].rstrip()


def holds(value: str, longest: int) -> bool:
    """Say whether an element holds a value unchanged."""
    return text(value, longest) == value


def amount(value: Decimal | int) -> str:
    """Write a number as X12 does: no exponent, no zeros that say nothing."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def day(value: date) -> str:
    """Write a date as CCYYMMDD."""
    return value.strftime("%Y%m%d")


def service_codes(line: ServiceLineRecord) -> tuple[Element, str]:
    """Give the composite that names a service, and the revenue code beside it; a line without procedure goes by it."""
    revenue = line.revenue_code or ""
    code = text(line.procedure_code, _CODE_LENGTH)
    if not code:
        return ("NU", revenue or _NO_REVENUE_CODE), ""
    return ("HC", code, *line.modifiers), revenue


def transaction(kind: str, number: int, version: str | None, body: Iterable[Segment]) -> list[Segment]:
    """Put ST and SE around the segments of one transaction. Its number counts from 1 within the group."""
    control = f"{number:04d}"
    inner = list(body)
    head: Segment = ("ST", kind, control) if version is None else ("ST", kind, control, version)
    return [head, *inner, ("SE", str(len(inner) + 2), control)]


def interchange(envelope: Envelope, function: str, version: str, transactions: Sequence[Sequence[Segment]]) -> str:
    """Write one interchange of one group. Values keep every character: the separators give way to them."""
    control = f"{envelope.control_number:09d}"
    group = str(envelope.control_number)
    sender, receiver = text(envelope.sender, 15), text(envelope.receiver, 15)
    head = ("GS", function, sender, receiver, day(envelope.day), envelope.time, group, "X", version)
    segments: list[Segment] = [
        head,
        *(segment for each in transactions for segment in each),
        ("GE", str(len(transactions)), group),
        ("IEA", "1", control),
    ]
    element, component, repetition, terminator = _separators(segments)
    isa: tuple[str, ...] = ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{sender:15}", "ZZ", f"{receiver:15}")
    isa = (*isa, envelope.day.strftime("%y%m%d"), envelope.time, repetition, "00501", control, "0", envelope.usage)
    lines = [element.join((*isa, component))]
    lines += [_joined(segment, element, component, terminator) for segment in segments]
    return "".join(f"{line}{terminator}\n" for line in lines)


def _separators(segments: Iterable[Segment]) -> tuple[str, str, str, str]:
    """Choose separators no value holds; where every choice is taken, the usual one, and values lose it."""
    used = {mark for segment in segments for value in segment for part in _parts(value) for mark in part}
    element, component, repetition, terminator = (
        next((mark for mark in choice if mark not in used), choice[0]) for choice in _CHOICES
    )
    return element, component, repetition, terminator


def _parts(value: Element) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _joined(segment: Segment, element: str, component: str, terminator: str) -> str:
    marks = str.maketrans(dict.fromkeys((element, component, terminator), " "))
    values = [component.join(part.translate(marks) for part in _parts(value)).rstrip(component) for value in segment]
    return element.join(values).rstrip(element)
