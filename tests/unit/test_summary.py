"""Money at stake and counts of a batch."""

from decimal import Decimal
from typing import Any

from radonc.summary import Summary, money_at_stake


def line(**fields: Any) -> dict[str, Any]:
    return {"disposition": "allow", "billed_units": 1, "allowed_units": 1, "charge": "100.00", "findings": []} | fields


def finding(edit: str, category: str, severity: str) -> dict[str, str]:
    return {"edit": edit, "category": category, "severity": severity}


def decision(*lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "disposition": "deny",
        "status": "active",
        "pack": "sha256:1",
        "billing_provider_npi": "1234567893",
        "findings": [],
        "lines": list(lines),
    } | fields


def test_a_cut_line_stakes_the_share_of_its_charge_that_did_not_pass() -> None:
    assert money_at_stake(line(disposition="reduce", billed_units=3, allowed_units=2)) == Decimal("33.33")


def test_a_line_without_charge_stakes_nothing() -> None:
    assert money_at_stake(line(disposition="deny", allowed_units=0, charge=None)) == Decimal(0)


def test_a_line_stopped_twice_counts_once_in_the_total_and_for_each_edit() -> None:
    stopped = line(
        disposition="deny",
        allowed_units=0,
        findings=[finding("DEL001", "same_day_conflict", "deny"), finding("DEL003", "fraction_limit", "deny")],
    )
    summary = Summary()
    summary.add(decision(stopped, line()))
    assert summary.as_json()["money"] == {
        "charged": "200.00",
        "at_stake": "100.00",
        "by_category": {"fraction_limit": "100.00", "same_day_conflict": "100.00"},
        "by_edit": {"DEL001": "100.00", "DEL003": "100.00"},
        "by_provider": {"1234567893": "100.00"},
    }


def test_a_warning_stakes_nothing() -> None:
    summary = Summary()
    summary.add(decision(line(findings=[finding("IMG004", "course_frequency", "warn")])))
    assert summary.as_json()["money"]["at_stake"] == "0.00"
    assert summary.as_json()["edits"] == {"IMG004": 1}


def test_superseded_claims_stake_nothing() -> None:
    summary = Summary()
    summary.add(decision(line(disposition="superseded", allowed_units=0), status="superseded"))
    assert summary.as_json()["money"]["charged"] == "0.00"


def test_a_defect_of_a_file_is_no_rejected_record() -> None:
    summary = Summary()
    summary.add_reject({"kind": "file", "field": "file"})
    summary.add_reject({"kind": "record", "field": "payer"})
    assert (summary.rejected, summary.file_defects, dict(summary.reject_fields)) == (1, 1, {"payer": 1})
