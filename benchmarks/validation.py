"""Whole validation, parse and decide, against reading alone and against a loop that tries every rule on every line."""

from functools import partial

import orjson

from benchmarks.batch import authorizations, claims
from benchmarks.measure import Ratio, seconds
from benchmarks.naive_rules import judged, judged_naively
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import Record, parse_record

PATIENTS = 60


def ratios() -> list[Ratio]:
    """Measure one batch both ways."""
    book = load_book()
    lines = authorizations(PATIENTS) + claims(PATIENTS)
    records = _parsed(lines)
    bare, parsed, whole = seconds(partial(_loaded, lines), partial(_parsed, lines), partial(_decided, lines, book))
    ours, naive = seconds(partial(judged, records, book), partial(judged_naively, records, book))
    per_claim = f"{whole / (PATIENTS * 6) * 1e6:.0f} µs a claim"
    return [
        Ratio(
            "whole validation / our own parse", whole / parsed, f"{per_claim}, parse {parsed / whole:.0%}", at_most=1.65
        ),
        Ratio(
            "whole validation / orjson.loads", whole / bare, f"{len(lines) / whole:,.0f} records a second", at_most=9
        ),
        Ratio("naive rule loop / ours", naive / ours, f"{naive * 1e3:.0f} ms against {ours * 1e3:.0f} ms", at_least=6),
    ]


def _loaded(lines: list[bytes]) -> list[object]:
    return [orjson.loads(line) for line in lines]


def _parsed(lines: list[bytes]) -> list[Record]:
    return [parse_record(line) for line in lines]


def _decided(lines: list[bytes], book: PolicyBook) -> object:
    return decide(_parsed(lines), book)
