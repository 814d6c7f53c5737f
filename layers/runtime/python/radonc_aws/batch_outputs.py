"""Reports of a batch while they are written."""

import io
import tempfile
from contextlib import ExitStack
from typing import IO, Any, Self

from radonc.worklist import Worklist
from radonc_aws.batch_rows import DECISION, REJECT, REVISION, UNREAD
from radonc_aws.claim_files import compact_json

_SPOOLED = 8 << 20


class BatchOutputs:
    """Reports while they are written, on disk once they are large."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.decisions, self.rejects, self.revisions, self.worklist = (
            self._open.enter_context(tempfile.SpooledTemporaryFile(_SPOOLED))  # noqa: SIM115 - closed with the rest
            for _ in range(4)
        )
        self._of_kind: dict[str, IO[bytes]] = {
            DECISION: self.decisions,
            REJECT: self.rejects,
            UNREAD: self.rejects,
            REVISION: self.revisions,
        }
        self._cells = io.TextIOWrapper(self.worklist, encoding="utf-8", newline="", write_through=True)
        self._worklist = Worklist(self._cells)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cells.detach()
        self._open.close()

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Write one row where its kind belongs."""
        if kind in self._of_kind:
            self._of_kind[kind].write(f"{compact_json(content)}\n".encode())
        if kind == DECISION:
            self._worklist.add([content])
