"""Small changes to a provision, each of which some case must notice: numbers by one, codes left out, days moved.

A code group (`@IMRT`) is left out whole; which codes it holds is pinned by `test_code_groups.py`. A window moved by a
day starts or ends on a day no document names, which `test_windows.py` notices.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from radonc.policy_files import ProvisionSpec

ONE_DAY = timedelta(days=1)
# Not printed in any source: these stand for "as long as this project knows the codes".
NO_PRINTED_DATE = frozenset({date(2015, 1, 1), date(1990, 1, 1)})
WITHOUT = "left out"


def nudges(spec: ProvisionSpec) -> Iterator[tuple[str, ProvisionSpec]]:
    """Yield every nudge of a provision with words that say what was changed."""
    for words, parameters in _of_table(spec.parameters, ""):
        yield words, spec.model_copy(update={"parameters": parameters})
    for name in sorted(spec.where.model_fields_set):
        values = getattr(spec.where, name)
        for value in sorted(values):
            left = type(values)(entry for entry in values if entry != value)
            yield (
                f"where.{name}: {value} {WITHOUT}",
                spec.model_copy(update={"where": spec.where.model_copy(update={name: left})}),
            )


def _of_table(table: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in table.items():
        for words, nudged in _of_value(value, f"{path}{name}"):
            yield words, {**table, name: nudged}


def _of_value(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield f"{path}: {value} becomes {not value}", not value
    elif isinstance(value, int):
        for moved in (value - 1, value + 1):
            yield f"{path}: {value} becomes {moved}", moved
    elif isinstance(value, date):
        if value not in NO_PRINTED_DATE:
            for day in (value - ONE_DAY, value + ONE_DAY):
                yield f"{path}: {value} becomes {day}", day
    elif isinstance(value, dict):
        yield from _of_table(value, f"{path}.")
        for name in value:
            yield f"{path}.{name} {WITHOUT}", {key: entry for key, entry in value.items() if key != name}
    elif isinstance(value, list):
        yield from _of_list(value, path)


def _of_list(values: list[Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    for position, value in enumerate(values):
        if value == "*":
            continue
        name = value if isinstance(value, str) else f"[{position}]"
        yield f"{path}: {name} {WITHOUT}", values[:position] + values[position + 1 :]
        if not isinstance(value, str):
            for words, nudged in _of_value(value, f"{path}[{position}]"):
                yield words, [*values[:position], nudged, *values[position + 1 :]]
