"""What a set of rows of the precertification table lets one bill (A-01, A-03, A-05, D-17)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from radonc.codes import CODES
from radonc.precert import successors_on
from radonc.reference.lifecycle import CodeState, CodeStatus, code_status
from radonc.reference.precert_table import PrecertRow, precert_rows, rows_billable

FIRST_DAY_OF_2026_CODES = dt.date(2026, 1, 1)
_LARGEST_KIN = 8  # groups larger than this hold codes nobody takes for one another


class PrecertReading:
    """What a set of rows lets one bill for a diagnosis on a date.

    `given` are all rows of the code asked for: what only the others of them open is named among what is not opened.
    """

    def __init__(
        self, rows: Sequence[PrecertRow], given: Sequence[PrecertRow], diagnosis: str | None, on: dt.date | None
    ) -> None:
        self.may_bill: list[dict[str, Any]] = []
        self.depends: list[dict[str, Any]] = []
        self.may_not_bill: list[dict[str, Any]] = []
        every = union_of(row.opens for row in rows)
        sure = _shared(row.opens for row in rows)
        for code in sorted(every):
            self._place(code, rows, diagnosis, on, settled=code in sure)
        beside = union_of(row.opens for row in given)
        for code in sorted(_siblings(every, beside, on) - every - {c["code"] for c in self.may_bill}):
            self.may_not_bill.append({"code": code, "reason": _why_not(code)})

    def _place(
        self, code: str, rows: Sequence[PrecertRow], diagnosis: str | None, on: dt.date | None, *, settled: bool
    ) -> None:
        status = code_status(code, on) if on else None
        if status and status.state is CodeState.DELETED:
            self._succeed(code, status)
            return
        limits = [row.restriction for row in rows if row.restriction and row.restriction.sites and code in row.opens]
        sites = sorted({site for limit in limits if limit.code == code for site in limit.sites})
        if sites:
            self._limited(code, sites, diagnosis)
        elif settled:
            self.may_bill.append({"code": code, "how": _how(code, rows, diagnosis)})
        else:
            self._by_technique(code, rows, diagnosis)

    def _limited(self, code: str, sites: list[str], diagnosis: str | None) -> None:
        words = " or ".join(sites)
        if diagnosis is None:
            self.depends.append({"code": code, "on": f"a {words} diagnosis; the table limits {code} to it"})
        elif any(CODES.diagnosis_in(site, diagnosis) for site in sites):
            self.may_bill.append({"code": code, "how": f"{diagnosis} is a {words} diagnosis"})
        elif any(CODES.diagnosis_in(f"{site}_borderline", diagnosis) for site in sites):
            self.depends.append(
                {"code": code, "on": f"records: {diagnosis} is spread to the {words}, not a primary there"}
            )
        else:
            self.may_not_bill.append(
                {"code": code, "reason": f"only with a {words} diagnosis, and {diagnosis} is none"}
            )

    def _by_technique(self, code: str, rows: Sequence[PrecertRow], diagnosis: str | None) -> None:
        named = ", ".join(sorted({row.technique for row in rows if code in row.opens}))
        limited = {
            row.restriction.code: row.restriction.sites for row in rows if row.restriction and row.restriction.sites
        }
        if limited and diagnosis is not None:
            at_site = any(CODES.diagnosis_in(site, diagnosis) for sites in limited.values() for site in sites)
            if not at_site:
                self.may_bill.append(
                    {"code": code, "how": f"{diagnosis} is outside the sites kept for {', '.join(limited)}"}
                )
                return
        self.depends.append(
            {"code": code, "on": f"the technique or diagnosis approved: rows {named} open it, others do not"}
        )

    def _succeed(self, code: str, status: CodeStatus) -> None:
        last = status.valid_to.isoformat() if status.valid_to else "an earlier day"
        reason = f"deleted: last valid on {last}"
        self.may_not_bill.append({"code": code, "reason": reason, "successors": list(status.successors)})
        known = {entry["code"] for entry in self.may_bill}
        for successor in (name.split("-")[0] for name in status.successors):
            if successor not in known:
                known.add(successor)
                how = f"as successor of {code} where the payer honours the crosswalk"
                self.may_bill.append({"code": successor, "how": how, "succeeds": code})


def _siblings(opened: frozenset[str], beside: frozenset[str], on: dt.date | None) -> frozenset[str]:
    """Codes a biller may take for open: of rows beside those that hold, or of the groups of what they open."""
    near = {code for group in CODES.groups.values() if group & opened and len(group) <= _LARGEST_KIN for code in group}
    if opened & CODES.group("IGRT"):
        near |= CODES.group("PORT_IMAGE")
    near = {code for code in near if CODES.role(code) != "unlisted"} | beside
    return frozenset(code for code in near if on is None or code_status(code, on).state is CodeState.IN_FORCE)


def _why_not(code: str) -> str:
    rows = rows_billable(code)
    follows = deleted_that_led_to(code)
    if not rows and follows:
        return f"the table does not list it; from {FIRST_DAY_OF_2026_CODES} on it succeeds {', '.join(follows)}"
    if not rows:
        return "the table does not list it: no precertification opens it and none is needed by this table"
    under = ", ".join(sorted({given for row in rows for given in row.given}))
    return f"needs a precertification under {under}"


def deleted_that_led_to(code: str) -> list[str]:
    """Deleted codes of the table whose place a code took in 2026."""
    listed = union_of(row.opens for row in precert_rows())
    return sorted(old for old in listed if code in successors_on(old, FIRST_DAY_OF_2026_CODES))


def _how(code: str, rows: Sequence[PrecertRow], diagnosis: str | None) -> str:
    """Say on which side of the row a code stands; 77386 for breast or prostate is open but unusual (A-05)."""
    side = "as given" if any(code in row.given for row in rows) else "as allowed"
    usual_elsewhere = diagnosis and any(CODES.diagnosis_in(site, diagnosis) for site in ("breast", "prostate"))
    if code == "77386" and usual_elsewhere:
        return f"{side}, with a warning: for {diagnosis} the table names 77385"
    return side


def union_of(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Join sets of codes."""
    return frozenset[str]().union(*sets)


def _shared(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    every = list(sets)
    return every[0].intersection(*every[1:]) if every else frozenset()
