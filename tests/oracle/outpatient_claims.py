"""Generated outpatient hospital claims of radiation oncology, the same for every run, in the form of our records."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from radonc.reference.lifecycle import known_codes
from radonc.reference.ncci_hospital import IMRT_PLAN, hospital_pair, kept_off_claim_with_imrt_plan

FIRST, LAST = date(2024, 1, 1), date(2026, 6, 30)
HOSPITAL = "1234567893"
NEVER_CODES = ("77999", "77400", "77413", "G6099", "77500")
"""Numbers inside the field's ranges that are no codes."""
MODIFIERS = ((), (), (), (), ("59",), ("XE",), ("76",), ("77",), ("LT",), ("RT",), ("XU",), ("XS",), ("XP",), ("91",))
YEAR_END = date(2026, 1, 1)


def outpatient_claims(count: int) -> Iterator[dict[str, Any]]:
    """Yield claims of one to three lines; half hold a pair or an IMRT plan, one in twenty spans a year end."""
    chance = random.Random(20240701)
    codes = sorted(known_codes())
    pairs = [(one, two) for one in codes for two in codes if hospital_pair(one, two, date(2025, 6, 2))]
    pairs += [(one, two) for one in codes for two in codes if hospital_pair(one, two, date(2026, 6, 1))]
    planning = [code for code in codes if kept_off_claim_with_imrt_plan(code, date(2025, 6, 2))]
    for number in range(count):
        on = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))
        later = on
        chosen = [chance.choice([*codes, *NEVER_CODES]) for _ in range(chance.randint(1, 3))]
        around = chance.random()
        if around < 0.4:
            chosen = [*chance.choice(pairs), *chosen[:1]]
        elif around < 0.5:
            chosen = [IMRT_PLAN, chance.choice(planning), *chosen[:1]]
            later = min(_quarter_end(on), on + timedelta(days=chance.randrange(4)))
        elif around < 0.55:
            on, later = YEAR_END - timedelta(days=chance.randint(1, 9)), YEAR_END + timedelta(days=chance.randrange(9))
        chance.shuffle(chosen)
        dates = [chance.choice((on, later)) for _ in chosen]
        yield _claim(number, chosen, dates, [chance.choice(MODIFIERS) for _ in chosen])


def _quarter_end(on: date) -> date:
    following = date(on.year + on.month // 10, (on.month + 2) // 3 * 3 % 12 + 1, 1)
    return following - timedelta(days=1)


def _claim(number: int, codes: list[str], dates: list[date], modifiers: list[tuple[str, ...]]) -> dict[str, Any]:
    lines = zip(codes, dates, modifiers, strict=True)
    return {
        "claim_id": f"O{number:05}",
        "payer": "medicare",
        "claim_type": "institutional",
        "bill_type": "131",
        "received_date": (max(dates) + timedelta(days=3)).isoformat(),
        "member_id": f"M{number:05}",
        "billing_provider_npi": HOSPITAL,
        "diagnoses": ["C61"],
        "lines": [
            {
                "line_number": at,
                "procedure_code": code,
                "modifiers": list(given),
                "units": 1,
                "service_date": on.isoformat(),
                "revenue_code": "0333",
            }
            for at, (code, on, given) in enumerate(lines, 1)
        ],
    }
