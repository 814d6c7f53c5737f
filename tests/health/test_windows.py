"""Every provision starts and ends on a day its document names, and the day is kept to, neither early nor late."""

from datetime import date, timedelta

import pytest
from claim_sketch import judged, outcome

from radonc.policy_book import PolicyBook
from radonc.provisions import FOREVER

ONE_DAY = timedelta(days=1)
ALWAYS = (date(1990, 1, 1), date(2015, 1, 1))  # as long as claims, and as the code set the documents use, are known
CODES_OF_2026 = date(2026, 1, 1)
TABLE_OF_UNITS = (date(2026, 4, 1), date(2026, 7, 1))  # the quarter of the loaded table, and the day after it
STARTS = {
    # 002: lines 5-7 and the change log of lines 319-322
    "priority-health": {
        date(2024, 7, 1), date(2025, 3, 17), date(2025, 6, 27), date(2025, 8, 27), CODES_OF_2026, *TABLE_OF_UNITS,
        ALWAYS[0],
    },
    # 003: lines 7-13
    "evolent": {date(2024, 4, 1), CODES_OF_2026, ALWAYS[0]},
    # 000 and 004 carry no day; 2026 is the code set's
    "precertification-table": {*ALWAYS, CODES_OF_2026},
    "astro-reference": {*ALWAYS, CODES_OF_2026},
    # CMS: the code set of 2015 and of 2026, ICD-10-CM from October 2015, codes that began in 2025
    "medicare": {*ALWAYS, date(2015, 10, 1), date(2025, 1, 1), CODES_OF_2026, *TABLE_OF_UNITS},
    "code-sets": {*ALWAYS, CODES_OF_2026},
    "radonc": {*ALWAYS, CODES_OF_2026},
}  # fmt: skip
EXTRA_SIMULATION = ("priority-health", "G0562")


def test_a_provision_starts_and_ends_on_a_day_its_source_names(shipped: PolicyBook) -> None:
    astray = [
        f"{edit}: {provision.publisher} {provision.first} to {provision.last}"
        for edit, provisions in shipped.statements.items()
        for provision in provisions
        if provision.first not in STARTS[provision.publisher]
        or (provision.last != FOREVER and provision.last + ONE_DAY not in STARTS[provision.publisher])
    ]
    assert astray == []


def test_a_statement_that_ends_is_followed_or_its_codes_are_gone(shipped: PolicyBook) -> None:
    """A gap between two dated versions of one publisher would leave days nobody judges."""
    gaps = [
        f"{edit}: {publisher} after {last}"
        for edit, provisions in shipped.statements.items()
        for publisher in {provision.publisher for provision in provisions}
        for last in {p.last for p in provisions if p.publisher == publisher and p.last != FOREVER}
        if last + ONE_DAY not in (CODES_OF_2026, TABLE_OF_UNITS[1])
        and not any(p.publisher == publisher and p.first == last + ONE_DAY for p in provisions)
    ]
    assert gaps == []


def test_every_provision_governs_from_its_first_day_to_its_last(shipped: PolicyBook) -> None:
    """The engine asks the window itself: both ends are inclusive."""
    for provisions in shipped.statements.values():
        for provision in provisions:
            assert provision.first == provision.spec.effective
            assert provision.last == (provision.spec.until or FOREVER)
            assert provision.first <= provision.last


@pytest.mark.parametrize(
    ("payer", "on", "known"),
    [
        ("priority-health", date(2024, 6, 30), False),
        ("priority-health", date(2024, 7, 1), True),
        ("evolent", date(2024, 3, 31), False),
        ("evolent", date(2024, 4, 1), True),
        ("medicare", date(2014, 12, 31), False),
        ("medicare", date(2015, 1, 1), True),
    ],
)
def test_before_its_first_day_a_policy_is_said_to_be_silent(
    payer: str, on: date, known: bool, shipped: PolicyBook
) -> None:
    lines = judged(shipped, payer, {"code": "77427", "on": on})
    silent = any(finding["name"] == "no-policy-for-service-date" for finding in lines[0]["findings"])
    assert silent is not known


@pytest.mark.parametrize(("boost_on", "last"), [(date(2025, 8, 26), "allow"), (date(2025, 8, 27), "deny")])
def test_the_boost_lost_its_device_of_its_own_on_2025_08_27(boost_on: date, last: str, shipped: PolicyBook) -> None:
    """002 line 322 (PH-77338-02): until then a boost could have a second one without a plan of its own."""
    lines = judged(
        shipped,
        "priority-health",
        {"code": "77301", "on": date(2025, 7, 14)},
        {"code": "77338", "on": date(2025, 7, 14)},
        {"code": "77385", "on": date(2025, 7, 21), "repeat": 25, "authorization": "A"},
        {"code": "77338", "on": boost_on},
        authorizations=[{"authorization_number": "A", "procedure_code": "77385", "technique": "imrt"}],
        claims={"C1": {"claim_type": "institutional"}},
    )
    assert lines[-1]["procedure_code"] == "77338"
    assert (lines[-1]["disposition"] == "deny") is (last == "deny")


@pytest.mark.parametrize(("on", "second"), [(date(2025, 3, 14), "allow"), (date(2025, 3, 17), "deny")])
def test_g0562_counts_as_the_simulation_of_its_day_from_2025_03_17(on: date, second: str, shipped: PolicyBook) -> None:
    """002 lines 61-64 and 320 (PH-GOV-13)."""
    lines = judged(shipped, "priority-health", {"code": "77290", "on": on}, {"code": "G0562", "on": on})
    assert outcome(lines[1])[1] == second
