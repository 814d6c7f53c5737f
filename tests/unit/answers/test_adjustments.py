"""Which part of a charge is adjusted, under which reason, once."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from unit.answers.batches import decided_line, finding

from radonc.answers.adjustments import Adjustment, adjustments, remarks


def test_one_of_three_units_over_the_limit_adjusts_a_third_of_the_charge() -> None:
    line = decided_line(3, 2, "reduce", finding("IMG004", "reduce", 2, "151", "N640"), charge="120.00")
    assert adjustments(line) == (Adjustment("CO", "151", Decimal("40.00"), 1),)


def test_a_denied_line_is_adjusted_in_full_once_though_two_edits_deny_it() -> None:
    line = decided_line(
        1, 0, "deny",
        finding("AUT003", "deny", 0, "302", "N54"), finding("POS004", "deny", 0, "171", "M97"),
        charge="900.00",
    )  # fmt: skip
    assert adjustments(line) == (Adjustment("CO", "302", Decimal("900.00"), 1),)
    assert remarks(line) == ["N54", "M97"]


def test_the_edit_that_leaves_fewer_units_takes_them_and_the_other_adds_nothing() -> None:
    line = decided_line(
        10, 4, "reduce",
        finding("AAA001", "reduce", 8, "198", "N54"), finding("BBB001", "reduce", 4, "151", "N362"),
        charge="100.00",
    )  # fmt: skip
    assert adjustments(line) == (Adjustment("CO", "151", Decimal("60.00"), 6),)
    assert remarks(line) == ["N362", "N54"]


def test_cuts_that_only_together_leave_no_unit_share_the_units_between_them() -> None:
    line = decided_line(
        3, 0, "deny",
        finding("AAA001", "reduce", 1, "151", "N640"), finding("BBB001", "reduce", 1, "97", "M15"),
        charge="100.00",
    )  # fmt: skip
    assert adjustments(line) == (
        Adjustment("CO", "151", Decimal("66.67"), 2),
        Adjustment("CO", "97", Decimal("33.33"), 1),
    )


def test_the_same_reason_twice_is_one_adjustment() -> None:
    line = decided_line(
        3, 0, "deny",
        finding("AAA001", "reduce", 1, "151", "N640"), finding("BBB001", "reduce", 2, "151", "N362"),
        charge="99.99",
    )  # fmt: skip
    assert adjustments(line) == (Adjustment("CO", "151", Decimal("99.99"), 3),)


def test_a_pended_line_is_not_adjusted() -> None:
    line = decided_line(2, 0, "pend", finding("DOS004", "pend", 0, "252", "N706"), charge="50.00")
    assert adjustments(line) == ()


def test_a_third_of_a_dollar_neither_gains_nor_loses_a_cent() -> None:
    line = decided_line(3, 1, "reduce", finding("IMG004", "reduce", 1, "151", "N640"), charge="1.00")
    assert adjustments(line) == (Adjustment("CO", "151", Decimal("0.67"), 2),)


FINDINGS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["151", "97", "11", "18"]), st.sampled_from(["CO", "OA"]),
        st.sampled_from(["N640", "M15"]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(FINDINGS, st.integers(6, 20), st.integers(0, 100_000))
def test_whatever_stops_a_line_the_adjustments_add_up_and_never_go_below_nothing(
    findings: list[tuple[int, str, str, str]], billed: int, cents: int
) -> None:
    allowed = min(left for left, *_ in findings)
    charge = Decimal(cents) / 100
    cuts = [
        finding(f"E{number}", "reduce" if left else "deny", left, carc, rarc, group=group)
        for number, (left, carc, group, rarc) in enumerate(findings)
    ]
    line = decided_line(billed, allowed, "reduce" if allowed else "deny", *cuts, charge=str(charge))
    adjusted = adjustments(line)
    stopped = billed - allowed
    assert sum(each.units for each in adjusted) == stopped
    share = (charge * stopped / billed).quantize(Decimal("0.01"))
    assert sum((each.amount for each in adjusted), Decimal(0)) == share
    assert all(each.amount >= 0 and each.units > 0 for each in adjusted)
    assert len({(each.group, each.reason) for each in adjusted}) == len(adjusted)
    assert (adjusted[0].group, adjusted[0].reason) == next(
        (group, carc) for left, carc, group, _ in findings if left == allowed
    )
