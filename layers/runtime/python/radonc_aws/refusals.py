"""Reasons not to answer that are the caller's to know; a record's own problems are radonc's RecordError."""

from radonc.records import RecordError


class ClaimIdTakenError(ValueError):
    """Another claim with this id was received (D-22)."""

    def __init__(self, refusal: RecordError) -> None:
        super().__init__(str(refusal))
        self.problems = refusal.problems


class MissingError(LookupError):
    """Nothing is known under this name; `what` says what was looked for, without repeating the name."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
