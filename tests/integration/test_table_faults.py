"""Every call of a table's import, and of its coming into use, fails once: the table is whole in use, or not at all."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from integration.claims import claim, json_lines
from integration.service import Service
from integration.test_faults import FAULTS, Fault
from integration.test_table_import import PAIR, PAIRS, asked, library, pairs_named, put, reports, service_with_tables
from invented_tables import publish

__all__ = ["service_with_tables"]

# Calls for the last part of a table whose others are there, and the first ones of a function that decides under it.
CALLS = 10
CALLS_OF_USE = 2
KINDS = ("throttled", "timeout after commit", "function killed after commit")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("published")
    return {path.name: path.read_bytes() for path in publish({PAIRS: [PAIR]}, folder)}


class FaultOfUse(Fault):
    """Strikes one of the calls that bring tables into use."""

    def _before(self, model: Any, context: dict[str, Any], **parameters: Any) -> None:
        context["number"] = 0
        if "library/" in parameters["params"]["url_path"]:
            super()._before(model, context)


def put_last_part(service: Service, parts: Mapping[str, bytes]) -> None:
    *others, last = parts
    for name in others:
        service.put(name, parts[name], "tables/")
    service.drop_table(last, parts[last])
    service.pump()


def assert_in_use(service: Service) -> None:
    """The table is in use with both its files, told of once, and nothing waits."""
    held = library(service)
    (entry,) = json.loads(held["library/tables.json"])["tables"]
    assert (entry["table"]["table"], entry["table"]["rows"], entry["table"]["missing_parts"]) == (
        "ptp-hospital-2025q2",
        5,
        [],
    )
    files = {f"library/{name}" for name in entry["table"]["files"].values()}
    assert (len(files), set(held)) == (2, files | {"library/tables.json"})
    assert [report["status"] for report in reports(service)] == ["imported"]
    assert service.waiting("TableQueue", "TableDeadLetters") == 0


def test_the_faults_below_strike_every_call_of_an_import(service: Service, parts: Mapping[str, bytes]) -> None:
    nothing = Fault(0, None, None)
    nothing.install()
    put_last_part(service, parts)
    assert nothing.calls == CALLS
    assert_in_use(service)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_one_fault_leaves_the_table_whole_in_use(
    service: Service, parts: Mapping[str, bytes], kind: str, number: int
) -> None:
    fault = FAULTS[kind](number)
    fault.install()
    put_last_part(service, parts)
    assert fault.struck
    assert_in_use(service)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("number", range(1, CALLS_OF_USE + 1))
def test_one_fault_of_their_use_decides_nothing_under_other_tables(
    service_with_tables: Service, parts: Mapping[str, bytes], kind: str, number: int
) -> None:
    service = service_with_tables
    calls = asked(service)
    put(service, parts)
    service.forget_clients()
    usual = FAULTS[kind](number)
    fault = FaultOfUse(number, usual.before, usual.after)
    fault.install()
    calls.clear()
    service.drop("batch.jsonl", json_lines(claim("C1")))
    service.pump()
    assert fault.struck
    assert CALLS_OF_USE <= len(calls) <= 2 * CALLS_OF_USE
    (decision,) = [one for report in service.reports().values() for one in report.get("decisions", [])]
    assert pairs_named(decision) == ["hospital 2025Q2"]
