"""Reading holds a claim or so at a time, however long the file."""

import tracemalloc
from collections.abc import Iterator

from x12_claims import billing, claim, group, interchange, line, subscriber, transaction

from radonc.x12 import X12Claim, read_claims

CLAIMS = 4_000


class Endless:
    """An 837 that is written while it is read."""

    def __init__(self) -> None:
        body = transaction(*billing())
        self._parts = self._write(interchange(*group(*body)).split(b"SE*")[0])

    def _write(self, head: bytes) -> Iterator[bytes]:
        yield head
        for number in range(CLAIMS):
            segments = [*subscriber(f"M{number}", level=number + 2), *claim(f"C{number}"), *line(1), *line(2), *line(3)]
            yield "".join(f"{segment}~\n" for segment in segments).encode()

    def read(self, _: int, /) -> bytes:
        return next(self._parts, b"")


def test_a_file_of_thousands_of_claims_is_read_within_a_megabyte() -> None:
    tracemalloc.start()
    try:
        read = sum(isinstance(found, X12Claim) for found in read_claims(Endless()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == CLAIMS
    assert peak < 1_000_000
