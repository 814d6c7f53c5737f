"""The language of case files: a few lines of a claim in, the findings of one edit out.

A case has `payer`, `lines` and `expect`; optional are `as_of`, `authorizations` and `claims`. A line is
`{code, on, units, modifiers, repeat, claim, ...}`; `repeat = n` puts it on n weekdays from `on`. `switches` turns edits
on or off for the case's payer (`switches = { IMG004 = "off" }`), as its `payer.toml` could; `tables` holds invented CMS
tables (invented_tables.py). Lines are numbered through the case from 1. `claims.<name>` sets fields of the claim a line
names (`claim = "name"`). `expect` lists the findings of the case's edit by line: `line`, `severity`, and any of
`allowed`, `evidence` (the named part of it), `rules`, `related`, and `says`, a part of the message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from invented_tables import invented_tables

from radonc.policy_book import PolicyBook
from radonc.profiles import compose
from radonc.records import Record, parse_record

MEMBER = "CASE-MEMBER"
HOSPITAL_NPI = "1234567893"
PHYSICIAN_NPI = "1245319599"
_LINE_FIELDS = {
    "modifiers": "modifiers",
    "to": "service_date_end",
    "pointers": "diagnosis_pointers",
    "place": "place_of_service",
    "authorization": "authorization_number",
    "site": "treatment_site",
    "charge": "charge",
    "documents": "documents",
    "revenue_code": "revenue_code",
}


def book_of(case: Mapping[str, Any], book: PolicyBook) -> PolicyBook:
    """Give the book a case is judged by: the shipped one, with the case's switches for its payer and its tables."""
    if "switches" not in case and "tables" not in case:
        return book
    profile = book.profiles[case["payer"]]
    if "tables" in case:
        profile = replace(profile, tables=invented_tables(case["tables"]))
    switched = profile.spec.model_copy(update={"switches": {**profile.spec.switches, **case.get("switches", {})}})
    statements = {code: list(provisions) for code, provisions in book.statements.items()}
    own = replace(profile, spec=switched, provisions=compose(switched, statements).provisions)
    return replace(book, profiles={**book.profiles, profile.payer: own})


def records(case: Mapping[str, Any]) -> list[Record]:
    """Build the records of a case: authorizations first, then its claims in order of first mention."""
    built = [parse_record(_authorization(entry, case)) for entry in case.get("authorizations", [])]
    claims: dict[str, dict[str, Any]] = {}
    number = 0
    for entry in case["lines"]:
        name = entry.get("claim", "C1")
        claim = claims.setdefault(name, _claim(name, case))
        for on in _weekdays(entry["on"], entry.get("repeat", 1)):
            number += 1
            claim["lines"].append(_line(entry, number, on))
    return built + [parse_record(claim) for claim in claims.values()]


def _weekdays(first: date, count: int) -> Iterator[date]:
    day = first
    for _ in range(count):
        yield day
        day += timedelta(days=3 if day.weekday() == 4 else 1)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _claim(name: str, case: Mapping[str, Any]) -> dict[str, Any]:
    latest = max(_weekdays_end(entry) for entry in case["lines"])
    claim: dict[str, Any] = {
        "claim_id": name,
        "payer": case["payer"],
        "claim_type": "professional",
        "received_date": latest + timedelta(days=1),
        "member_id": MEMBER,
        "billing_provider_npi": PHYSICIAN_NPI,
        "diagnoses": ["C61"],
    }
    claim |= case.get("claims", {}).get(name, {})
    if claim["claim_type"] == "professional":
        claim.setdefault("place_of_service", "11")
    else:
        claim.setdefault("bill_type", "131")
    return {field: _plain(value) for field, value in claim.items()} | {"lines": []}


def _weekdays_end(entry: Mapping[str, Any]) -> date:
    return max(_weekdays(entry["on"], entry.get("repeat", 1)))


def _line(entry: Mapping[str, Any], number: int, on: date) -> dict[str, Any]:
    line = {
        "line_number": number,
        "procedure_code": entry["code"],
        "units": entry.get("units", 1),
        "service_date": on.isoformat(),
    }
    return line | {field: _plain(entry[name]) for name, field in _LINE_FIELDS.items() if name in entry}


def _authorization(entry: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    fields = {"type": "authorization", "payer": case["payer"], "member_id": MEMBER}
    return fields | {field: _plain(value) for field, value in entry.items()}


def findings_of(edit: str, decisions: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Findings of one edit over all decisions, by line number (None on a claim)."""
    found = []
    for decision in decisions:
        for line in (*decision["lines"], {"line_number": None, "findings": decision["findings"]}):
            found += [
                {
                    "line": line["line_number"],
                    "severity": finding["severity"],
                    "allowed": finding["allowed_units"],
                    "evidence": finding["evidence"],
                    "message": finding["message"],
                    "rules": [citation["rule"] for citation in finding["citations"]],
                    "related": [entry["line_number"] for entry in finding["related_lines"]],
                }
                for finding in line["findings"]
                if finding["edit"] == edit
            ]
    return sorted(found, key=lambda f: (f["line"] is None, f["line"] or 0, f["severity"]))


def named_part(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cut findings to what the expectations name, so that both can be compared whole."""
    return [
        {
            name: (
                {key: finding["evidence"].get(key) for key in want["evidence"]}
                if name == "evidence"
                else want[name] in finding["message"] and want[name]
                if name == "says"
                else finding[name]
            )
            for name in want
        }
        for finding, want in zip(found, expected, strict=False)
    ]


def meets(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> bool:
    """Tell whether findings are those a case expects."""
    return len(found) == len(expected) and named_part(found, expected) == expected
