"""Read an 837 file claim by claim, from its beginning or from where an earlier reading paused."""

from collections.abc import Iterator

from radonc.byte_source import Readable
from radonc.reading import Pause
from radonc.x12.claim import X12Claim, X12Fault
from radonc.x12.claim_walk import ClaimWalk
from radonc.x12.segments import CHUNK_BYTES, Entrance, SegmentCutter
from radonc.x12.separators import Separators


def read_claims(stream: Readable, chunk_bytes: int = CHUNK_BYTES) -> Iterator[X12Claim | X12Fault]:
    """Yield every claim of an 837P or 837I file in file order, and the defects of the file where they show."""
    return ClaimReader().read(stream, chunk_bytes)


class ClaimReader:
    """Reads claims from the beginning of a file, or from a pause.

    Given `until`, reading pauses before the next subscriber or billing provider past so many bytes, and `pause` says
    where. By the standard one comes after at most a hundred claims.
    """

    def __init__(self, begin: Pause | None = None) -> None:
        self.pause: Pause | None = None
        self._walk = ClaimWalk()
        self._segments = 0
        self._separators = Separators("*", ":", "~", 0)
        self._entrance: Entrance | None = None
        if begin is not None:
            self._segments = begin.context["segments"]
            element, component, terminator = begin.context["separators"]
            self._separators = Separators(element, component, terminator, 0)
            self._entrance = Entrance(begin.offset, self._separators)
            self._walk.separate(self._separators)
            self._walk.resume(begin.context)

    def read(
        self, stream: Readable, chunk_bytes: int = CHUNK_BYTES, until: int | None = None
    ) -> Iterator[X12Claim | X12Fault]:
        """Yield claims and defects in file order."""
        walk, cutter = self._walk, SegmentCutter(stream, chunk_bytes, self._entrance, until)
        for batch in cutter.batches():
            if batch.separators:
                self._separators = batch.separators
                walk.separate(batch.separators)
            walk.walk(batch.texts, self._segments)
            self._segments += len(batch.texts)
            yield from walk.found
            walk.found.clear()
        if cutter.paused is None:
            walk.end(self._segments)
        else:
            walk.close(self._segments + 1)
            self.pause = Pause(cutter.paused, self._context())
        yield from walk.found

    def _context(self) -> dict[str, object]:
        marks = [self._separators.element, self._separators.component, self._separators.terminator]
        return {"segments": self._segments, "separators": marks, **self._walk.context()}
