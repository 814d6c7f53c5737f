"""What a precertification lets one bill, as an expert would answer: rows, what they open, what not, what changed.

Source: document 000 (`reference/precert_table.toml`), read by A-01, A-03, A-05, A-06, D-06 and D-17.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from radonc.catalogue_view import list_edits
from radonc.codes import CODES, OTHER_ROLE
from radonc.policy_book import PolicyBook
from radonc.precert_payers import binding, proviso
from radonc.precert_reading import FIRST_DAY_OF_2026_CODES, PrecertReading, deleted_that_led_to, union_of
from radonc.reference.lifecycle import code_status, lifecycle
from radonc.reference.precert_table import PrecertRow, rows_billable, rows_given, techniques

TITLE = "Radiation oncology precertification table (issuer not named)"
_FOOTNOTES = {
    "one_delivery": (
        "84-85",
        "PRECERT-33",
        "One treatment delivery code per encounter and date, the most complex one.",
    ),
    "fractions": ("87", "PRECERT-35", "At most 5 fractions of 77373; the number approved stands on the notification."),
}


def precert_answer(
    book: PolicyBook,
    code: str,
    diagnosis: str | None = None,
    technique: str | None = None,
    date: dt.date | None = None,
    payer: str | None = None,
) -> dict[str, Any]:
    """Answer what may be billed under a precertification given for `code`.

    `may_bill` entries hold for sure, `depends` on what is named there, `may_not_bill` give the reason. A code the table
    does not know is said to be so (`found` false), as is a code that opens nothing but may be opened (`opened_by`).
    """
    asked = code.strip().upper()
    given = rows_given(asked)
    rows = tuple(row for row in given if technique in (None, row.technique))
    opened_by = tuple(row for row in rows_billable(asked) if asked not in row.given)
    reading = PrecertReading(rows, given, diagnosis, date)
    goes_by = binding(book, payer)
    return {
        "code": asked,
        "date": date.isoformat() if date else None,
        "diagnosis": diagnosis,
        "technique": technique,
        "found": bool(given or opened_by),
        "answer": proviso(goes_by) + _headline(asked, given, rows, opened_by, technique, reading),
        "payer": goes_by,
        "code_status": _status(asked, date),
        "techniques": sorted({row.technique for row in given}),
        "known_techniques": sorted(techniques()) if technique and not rows else [],
        "rows": [_row(row) for row in rows],
        "opened_by": [_row(row) for row in opened_by],
        "may_bill": reading.may_bill,
        "depends": reading.depends,
        "may_not_bill": reading.may_not_bill if rows else [],
        "restrictions": _restrictions(rows, date),
        "changes_2026": _changes(rows, asked),
        "edits": [
            {"code": row["code"], "name": row["name"], "severity": row["severity"]}
            for row in list_edits(book, code=asked, payer=payer, date=date)
            if not row["every_code"]
        ],
        "sources": _sources((*rows, *opened_by)),
    }


def _headline(
    code: str,
    given: Sequence[PrecertRow],
    rows: Sequence[PrecertRow],
    opened_by: Sequence[PrecertRow],
    technique: str | None,
    reading: PrecertReading,
) -> str:
    if rows:
        return f"A precertification under {code} opens {_opened(reading)}."
    if given:
        return f"{code} is given for {', '.join(sorted({row.technique for row in given}))}, not for {technique}."
    meant = code_status(code, FIRST_DAY_OF_2026_CODES).meant
    if meant:
        return f"{code} is a misprint; {meant} was meant. It is no code and opens nothing."
    if opened_by:
        under = ", ".join(sorted({other for row in opened_by for other in row.given}))
        return f"No precertification is given under {code}; one given under {under} lets {code} be billed."
    follows = deleted_that_led_to(code)
    if follows:
        return f"The table does not list {code}; it succeeds {', '.join(follows)}, which the table lists."
    if CODES.role(code) != OTHER_ROLE:
        return f"The precertification table does not list {code}: it needs no precertification by this table."
    return f"{code} is not a code the precertification table knows, nor one of radiation oncology."


def _opened(reading: PrecertReading) -> str:
    """Name what is opened for sure, what takes the place of a deleted code, and what depends on more."""
    sure = ", ".join(entry["code"] for entry in reading.may_bill if "succeeds" not in entry)
    follows = ", ".join(entry["code"] for entry in reading.may_bill if "succeeds" in entry)
    depends = ", ".join(entry["code"] for entry in reading.depends)
    return (
        (sure or "nothing for sure")
        + (f"; {follows} in the place of deleted codes where the payer honours the crosswalk" if follows else "")
        + (f"; {depends} depending on more" if depends else "")
    )


def _status(code: str, on: dt.date | None) -> dict[str, Any]:
    life = lifecycle(code)
    state = code_status(code, on) if on else None
    return {
        "state": state.state.value if state else None,
        "valid_from": life.valid_from.isoformat() if life and life.valid_from else None,
        "valid_to": life.valid_to.isoformat() if life and life.valid_to else None,
        "successors": list(life.successors) if life else [],
        "meant": life.typo_of if life else None,
    }


def _row(row: PrecertRow) -> dict[str, Any]:
    limit = row.restriction
    return {
        "technique": row.technique,
        "given": list(row.given),
        "allowed": list(row.allowed),
        "restriction": {"code": limit.code, "sites": list(limit.sites), "max_fractions": limit.max_fractions}
        if limit
        else None,
        "certainty": row.certainty,
        "source": "000",
        "locator": f"L{row.lines}",
        "rule": row.rule,
    }


def _restrictions(rows: Sequence[PrecertRow], on: dt.date | None) -> list[dict[str, str]]:
    """State limits of the rows and the two footnotes where they touch a code of the rows."""
    opened = union_of(row.opens for row in rows)
    stated = []
    limited = sorted(
        {(row.restriction.code, row.restriction.sites) for row in rows if row.restriction and row.restriction.sites}
    )
    for code, sites in limited:
        follows = on is not None and on >= FIRST_DAY_OF_2026_CODES
        after = " Its successors of 2026 carry this as a warning." if follows else ""
        text = f"{code} only with a {' or '.join(sites)} diagnosis.{after}"
        stated.append(_cited("31,34,37", "PRECERT-32", text))
    if opened & CODES.group("TREATMENT_DELIVERY"):
        stated.append(_cited(*_FOOTNOTES["one_delivery"]))
    if opened & CODES.group("SBRT"):
        stated.append(_cited(*_FOOTNOTES["fractions"]))
    return stated


def _cited(lines: str, rule: str, text: str) -> dict[str, str]:
    return {"text": text, "source": "000", "locator": f"L{lines}", "rule": rule}


def _changes(rows: Sequence[PrecertRow], asked: str) -> list[dict[str, Any]]:
    """What the 2026 code set did to the codes of the rows, and which limits follow as warnings (D-17)."""
    changes = []
    for code in sorted(union_of(row.opens for row in rows) | {asked}):
        life = lifecycle(code)
        if life is None:
            continue
        follows = deleted_that_led_to(code)
        if code == asked and follows:
            changes.append({"code": code, "change": "took over", "from": follows})
        if life.valid_to and life.valid_to < FIRST_DAY_OF_2026_CODES:
            changes.append(
                {
                    "code": code,
                    "change": "deleted",
                    "last_day": life.valid_to.isoformat(),
                    "successors": list(life.successors),
                }
            )
        elif life.meaning_changed and life.meaning_changed >= FIRST_DAY_OF_2026_CODES:
            changes.append(
                {"code": code, "change": "new meaning", "first_day": life.meaning_changed.isoformat(), "successors": []}
            )
    return changes


def _sources(rows: Iterable[PrecertRow]) -> list[dict[str, str]]:
    cited = {row.rule: {"source": "000", "title": TITLE, "locator": f"L{row.lines}", "rule": row.rule} for row in rows}
    return list(cited.values())
