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


class TokenRefusedError(PermissionError):
    """A bearer token is not accepted. The text is for the log and says nothing the token says."""


class UnknownCallerError(PermissionError):
    """Nobody vouches for this request, or no longer."""


class OtherPayerError(PermissionError):
    """What was sent belongs to a payer this caller does not act for."""


class InProgressError(RuntimeError):
    """The first request under this idempotency key is still being answered."""


class KeyReusedError(ValueError):
    """This idempotency key came with another request before."""
