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


def read_segments(stream: Readable, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Segments]:
    """Yield the segments of every interchange, batch by batch; unreadable ones as DAMAGED plus the reason."""
    return _Cutter(stream, chunk_bytes).batches()


class _Cutter:
    """Holds the text not yet cut; it always begins where a segment begins, or between interchanges."""

    def __init__(self, stream: Readable, chunk_bytes: int) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._text = ""
        self._ended = False
        self._marks: Separators | None = None
        self._next_isa = _HERE
        self._lost = False

    def batches(self) -> Iterator[Segments]:
        while len(self._text) < len(_BYTE_ORDER_MARK) and not self._ended:
            self._fill()
        self._text = self._text.removeprefix(_BYTE_ORDER_MARK)
        while self._text or not self._ended:
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

    def _interchange(self, start: int) -> Segments:
        while len(self._text) < start + LONGEST_ISA and not self._ended:
            self._fill()
        self._lost = False
        text = self._text[start : start + LONGEST_ISA]
        try:
            self._marks = marks = isa_separators(text)
        except SeparatorError as error:
            self._marks, self._lost = None, True
            self._text = self._text[start + 3 :]
            return Segments([f"{DAMAGED}{error}"])
        self._next_isa = marks.next_isa
        self._text = self._text[start + marks.isa_length :]
        return Segments([text[: marks.isa_length - 1]], marks)

    def _find_interchange(self) -> Iterator[Segments]:
        found = _LATER.search(self._text)
        end = found.start() if found else self._kept_from()
        skipped, self._text = self._text[:end], self._text[end:]
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
        isa = self._next_isa.search(self._text)
        end = isa.start() if isa else end
        block, self._text = self._text[:end], self._text[end + 1 :]
        texts = _clean(block, marks.terminator)
        if texts:
            yield Segments(texts)

    def _await_terminator(self) -> Iterator[Segments]:
        # One character over the limit is enough to know the segment is too long: the rest need not be kept.
        self._text = self._text[: LONGEST_SEGMENT + 1]
        if not self._ended:
            self._fill()
            return
        rest, self._text = self._text.strip(BLANKS), ""
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
