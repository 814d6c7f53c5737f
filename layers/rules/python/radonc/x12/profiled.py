"""837 claims under the names of policy profiles."""

from collections.abc import Iterator

from radonc.byte_source import Readable
from radonc.reading import Pause, PayerProfiles, Rejected, Unread
from radonc.records import Problem
from radonc.x12.claim import X12Claim, X12Fault
from radonc.x12.reader import ClaimReader


def read_x12(
    stream: Readable, *, payers: PayerProfiles, begin: Pause | None = None, until: int | None = None
) -> Iterator[Unread | Rejected | Pause]:
    """Yield every claim in contract fields with its payer's profile; defects of the file as rejects of kind file.

    Pauses before a subscriber or billing provider past `until`.
    """
    reader = ClaimReader(begin)
    for found in reader.read(stream, until=until):
        if isinstance(found, X12Fault):
            yield Rejected({"segment": found.segment}, found.field, found.reason, kind="file")
        else:
            yield _profiled(found, payers)
    if reader.pause:
        yield reader.pause


def _profiled(claim: X12Claim, payers: PayerProfiles) -> Unread:
    profile = payers.profile(claim.payer_id) if claim.payer_id else None
    problems = list(claim.problems)
    if profile is None:
        known = "unknown payer: no policy profile stands for the id in NM1*PR"
        problems.append(Problem("payer", known if claim.payer_id else "NM1*PR with a payer id is missing"))
    return Unread(claim.fields | {"payer": profile}, {"segment": claim.segment}, problems)
