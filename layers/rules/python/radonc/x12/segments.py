"""Cutting a byte stream into X12 segments: chunk by chunk, in constant memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from radonc.byte_source import Readable
from radonc.x12.separators import BLANKS, ISA, LONGEST_ISA, SeparatorError, Separators, isa_separators

# Small enough that the strings of one chunk stay in the processor's cache.
CHUNK_BYTES = 64 * 1024
LONGEST_SEGMENT = 32 * 1024
# No segment begins with NUL: it marks one that could not be read, and the rest of the text says why.
DAMAGED = "\0"
_TOO_LONG = f"{DAMAGED}is longer than {LONGEST_SEGMENT} characters"
_HOLDS_NUL = f"{DAMAGED}holds a NUL byte"
_CUT_OFF = f"{DAMAGED}is cut off by the end of the file"
_NOT_ISA = f"{DAMAGED}stands where an interchange must begin with ISA"
_BYTE_ORDER_MARK = "\xef\xbb\xbf"
_HERE = re.compile(f"[{BLANKS}]*(?={ISA})")
_LATER = re.compile(f"(?<![A-Za-z0-9]){ISA}")
# "ISA" without what must follow it, and the character before, which tells an id from the end of a word.
_PARTIAL_ISA = 4


@dataclass(frozen=True, slots=True)
class Segments:
    """Consecutive segments without their terminators; `separators` where an interchange begins with them."""

    texts: list[str]
    separators: Separators | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """A place inside an interchange where reading begins: its offset, and the separators in force."""

    offset: int
    separators: Separators


class SegmentCutter:
    """Cuts a stream into segments, batch by batch; unreadable ones are DAMAGED plus the reason.

    Past `until` bytes it stops before the next subscriber or billing provider; `paused` is then the offset of it.
    """

    def __init__(
        self,
        stream: Readable,
        chunk_bytes: int = CHUNK_BYTES,
        entrance: Entrance | None = None,
        until: int | None = None,
    ) -> None:
        self.paused: int | None = None
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._text = ""  # not yet cut; always begins where a segment begins, or between interchanges
        self._offset = entrance.offset if entrance else 0  # of the text
        self._begun = entrance is not None
        self._ended = False
        self._marks = entrance.separators if entrance else None
        self._until = until
        self._lost = False

    def batches(self) -> Iterator[Segments]:
        """Yield the segments of every interchange."""
        while not self._begun and len(self._text) < len(_BYTE_ORDER_MARK) and not self._ended:
            self._fill()
        if not self._begun and self._text.startswith(_BYTE_ORDER_MARK):
            self._take(len(_BYTE_ORDER_MARK))
        while (self._text or not self._ended) and self.paused is None:
            begins = _HERE.match(self._text)
            if begins:
                yield self._interchange(begins.end())
            elif self._marks is None:
                yield from self._find_interchange()
            else:
                yield from self._cut(self._marks)

    def _fill(self) -> None:
        data = self._stream.read(self._chunk_bytes)
        self._ended = not data
        # Latin-1 gives every byte one character and never fails; `_clean` reads UTF-8 where it is.
        self._text += data.decode("latin-1")

    def _take(self, size: int) -> str:
        taken, self._text = self._text[:size], self._text[size:]
        self._offset += len(taken)
        return taken

    def _interchange(self, start: int) -> Segments:
        while len(self._text) < start + LONGEST_ISA and not self._ended:
            self._fill()
        self._lost = False
        text = self._text[start : start + LONGEST_ISA]
        try:
            self._marks = marks = isa_separators(text)
        except SeparatorError as error:
            self._marks, self._lost = None, True
            self._take(start + 3)
            return Segments([f"{DAMAGED}{error}"])
        self._take(start + marks.isa_length)
        return Segments([text[: marks.isa_length - 1]], marks)

    def _find_interchange(self) -> Iterator[Segments]:
        found = _LATER.search(self._text)
        skipped = self._take(found.start() if found else self._kept_from())
        if skipped.strip(BLANKS) and not self._lost:
            self._lost = True
            yield Segments([_NOT_ISA])
        if not found:
            self._fill()

    def _kept_from(self) -> int:
        """Where the end of the text begins that may be the first letters of an ISA."""
        if self._ended:
            return len(self._text)
        start = max(len(self._text) - _PARTIAL_ISA, 0)
        # A whole ISA here is the end of a word, or the search would have found it.
        return start + 1 if _HERE.match(self._text, start) else start

    def _cut(self, marks: Separators) -> Iterator[Segments]:
        end = self._text.rfind(marks.terminator)
        if end < 0:
            yield from self._await_terminator()
            return
        isa = marks.next_isa.search(self._text)
        end = isa.start() if isa else end
        stop = self._stop(marks, end)
        if stop is not None:
            end = stop
            self.paused = self._offset + stop + 1
        block = self._take(end + 1)[:-1]
        texts = _clean(block, marks.terminator)
        if texts:
            yield Segments(texts)

    def _stop(self, marks: Separators, end: int) -> int | None:
        """Give the terminator before which reading stops, where this text holds the one looked for."""
        if self._until is None or self._offset + end < self._until:
            return None
        level = marks.next_level.search(self._text, max(self._until - self._offset - 1, 0), end + 1)
        return level.start() if level else None

    def _await_terminator(self) -> Iterator[Segments]:
        # One character over the limit is enough to know the segment is too long: the rest need not be kept.
        self._offset += max(len(self._text) - LONGEST_SEGMENT - 1, 0)
        self._text = self._text[: LONGEST_SEGMENT + 1]
        if not self._ended:
            self._fill()
            return
        rest = self._take(len(self._text)).strip(BLANKS)
        if rest:
            yield Segments([rest if rest.startswith("IEA") else _CUT_OFF])


def _clean(block: str, terminator: str) -> list[str]:
    raw = block.split(terminator)
    if "\0" in block or max(map(len, raw)) > LONGEST_SEGMENT:
        texts = [_marked(text) for text in raw]
    else:
        texts = [text.strip(BLANKS) for text in raw]
    if not block.isascii():
        texts = [text if text.isascii() else _decoded(text) for text in texts]
    return [text for text in texts if text] if "" in texts else texts


def _marked(text: str) -> str:
    if len(text) > LONGEST_SEGMENT:
        return _TOO_LONG
    return _HOLDS_NUL if "\0" in text else text.strip(BLANKS)


def _decoded(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text
