"""How much of one patient is judged together: technical limits of ours, far beyond any treatment (ADR 0010).

Every rule of a date looks at the services beside a service, so a date's work grows with their square.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from radonc.model.claim import Claim
from radonc.records import ClaimRecord, Problem

MOST_SERVICES = 40_000
MOST_ON_A_DATE = 2_000


class Refused(NamedTuple):
    """A claim record that cannot be decided, and why."""

    record: ClaimRecord
    problem: Problem


def beyond_capacity(claims: Sequence[Claim]) -> dict[Claim, Problem]:
    """Find the claims that do not fit beside those before them in adjudication order; their services are expanded.

    A property of the set of claims: in whatever order they arrive, the same ones are left out.
    """
    if sum(len(claim.services) for claim in claims) <= MOST_ON_A_DATE:
        return {}
    total = 0
    on_date: Counter[date] = Counter()
    beyond: dict[Claim, Problem] = {}
    for claim in claims:
        own = Counter(service.date for service in claim.services)
        crowded = [on for on, count in own.items() if on_date[on] + count > MOST_ON_A_DATE]
        if crowded:
            reason = f"give the member more than {MOST_ON_A_DATE:,} services on {min(crowded)}; so many are not judged"
        elif total + len(claim.services) > MOST_SERVICES:
            reason = f"give the member more than {MOST_SERVICES:,} services of a day; so many are not judged together"
        else:
            total += len(claim.services)
            on_date += own
            continue
        beyond[claim] = Problem("lines", reason)
    return beyond
