"""Decisions on their way out: kept in a temporary file, so that a large batch does not fill the memory."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, overload


class Spool(Sequence[dict[str, Any]]):
    """Decisions in the order of the claims they answer, whatever the order they were made in.

    The file has no name and goes with the process; a decision holds no member id.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the object that reads it again
        self._places: list[tuple[int, int, int]] = []  # position of the claim, offset, bytes
        self._in_order = True

    def add(self, position: int, decision: dict[str, Any]) -> None:
        """Keep the decision on the record that stood at a position of the input."""
        text = json.dumps(decision, ensure_ascii=False, separators=(",", ":")).encode()
        self._places.append((position, self._file.seek(0, 2), len(text)))
        self._file.write(text)
        self._in_order = False

    @property
    def positions(self) -> list[int]:
        """Positions of the records decided, in input order."""
        return [position for position, _, _ in self._ordered()]

    def lines(self) -> Iterator[str]:
        """Write one decision a line."""
        return (f"{self._text(place).decode()}\n" for place in self._ordered())

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        places = self._ordered()[index]
        return [self._read(place) for place in places] if isinstance(places, list) else self._read(places)

    def _ordered(self) -> list[tuple[int, int, int]]:
        if not self._in_order:
            self._places.sort()
            self._in_order = True
        return self._places

    def _read(self, place: tuple[int, int, int]) -> dict[str, Any]:
        decision: dict[str, Any] = json.loads(self._text(place))
        return decision

    def _text(self, place: tuple[int, int, int]) -> bytes:
        _, offset, length = place
        self._file.seek(offset)
        return self._file.read(length)
