"""Bytes as they arrive: a look ahead, gzip unpacked, lines of bounded length, damage noted instead of raised."""

import zlib
from collections.abc import Iterator
from typing import Protocol

CHUNK_BYTES = 64 * 1024
LONGEST_LINE = 8 * 1024 * 1024
# A gigabyte of claims is a large file; sixteen are an attack or a mistake.
MOST_UNPACKED = 16 * 1024**3
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31


class Readable(Protocol):
    """What reading asks of a stream: bytes, at most `size` of them, none at the end."""

    def read(self, size: int, /) -> bytes:
        """Take the next bytes."""


class ByteSource:
    """Reads a stream once, with a look ahead. `damage` says why reading stopped early; the rest reads as the end.

    `given` counts the bytes pulled from the stream, those before its beginning included; `line_begins` is the offset
    of the line last handed out.
    """

    def __init__(self, stream: Readable, offset: int = 0) -> None:
        self.damage = ""
        self.given = self.line_begins = self._offset = offset
        self._stream = stream
        self._ahead = b""

    def peek(self, size: int) -> bytes:
        """Give up to `size` bytes without taking them."""
        while len(self._ahead) < size:
            more = self._pull(size - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead[:size]

    def read(self, size: int = CHUNK_BYTES, /) -> bytes:
        """Take up to `size` bytes; none mean the end."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        return self._pull(size)

    def unpacked(self) -> "ByteSource":
        """Give the source of the content where this one is gzip, else this one."""
        if self.peek(len(_GZIP)) != _GZIP:
            return self
        return ByteSource(_Unpacking(self))

    def skip(self, size: int) -> None:
        """Take bytes of content that were read before."""
        self.line_begins = self._offset = size
        while size > 0 and (data := self.read(min(size, CHUNK_BYTES))):
            size -= len(data)

    def lines(self, before: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Number the lines after those `before`, without their ends; None is a line longer than LONGEST_LINE."""
        number, held, size, begins = before, [b""], 0, self._offset
        while data := self.read():
            begun, *whole = data.split(b"\n")
            for line in whole:
                number += 1
                self.line_begins = begins
                begins += size + len(begun) + 1
                yield number, _line(held, begun, size)
                held, size, begun = [], 0, line
            size += len(begun)
            # Past the limit only the length counts, so the bytes are let go.
            held = [*held, begun] if size <= LONGEST_LINE else []
        if size:
            self.line_begins = begins
            yield number + 1, _line(held, b"", size)

    def read_all(self, most: int) -> bytes | None:
        """Take everything; None where that is more than `most` bytes."""
        parts, size = [], 0
        while data := self.read():
            size += len(data)
            if size > most:
                return None
            parts.append(data)
        return b"".join(parts)

    def _pull(self, size: int) -> bytes:
        if self.damage:
            return b""
        try:
            data = self._stream.read(size)
        except (EOFError, zlib.error) as error:
            self.damage = f"gzip data is damaged: {error}"
            return b""
        self.given += len(data)
        if self.given > MOST_UNPACKED:
            self.damage = f"holds more than {MOST_UNPACKED} bytes"
            return b""
        return data


def _line(held: list[bytes], end: bytes, size: int) -> bytes | None:
    return b"".join([*held, end]) if size + len(end) <= LONGEST_LINE else None


class _Unpacking:
    """Unpacks gzip members one after the other. Unlike `gzip.GzipFile` it gives what stands before a damage."""

    def __init__(self, packed: ByteSource) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._input = b""

    def read(self, size: int, /) -> bytes:
        """Take unpacked bytes, at most `size`: a small file may hold a thousand times its length."""
        while True:
            if self._member.eof:
                self._input = self._member.unused_data.lstrip(b"\0") or self._packed.read().lstrip(b"\0")
                if not self._input:
                    return b""
                self._member = zlib.decompressobj(_GZIP_WINDOW)
            source = self._input or self._packed.read()
            data = self._member.decompress(source, size)
            self._input = self._member.unconsumed_tail
            if data:
                return data
            if not source and not self._member.eof:
                raise EOFError("it ends early")
