"""The precertification table: which codes an authorization opens.

Source: `precert_table.toml`, document 000 rebuilt row by row.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from radonc.reference.shipped_files import toml_table


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which allowed codes probably belong to one given code of the row; good for a warning, not for a denial."""

    given: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowRestriction:
    """A limit on one code of a row: to the diagnoses of some sites (names of diagnosis sets), or to a count."""

    code: str
    sites: tuple[str, ...] = ()
    max_fractions: int | None = None


@dataclass(frozen=True, slots=True)
class PrecertRow:
    """One technique: the codes the authorization may be issued under, and the codes then billable as well."""

    rule: str
    technique: str
    lines: str
    given: tuple[str, ...]
    allowed: tuple[str, ...]
    restriction: RowRestriction | None
    pairing: tuple[Pairing, ...]
    certainty: str

    @property
    def opens(self) -> frozenset[str]:
        """Every code the row lets be billed (A-01)."""
        return frozenset((*self.given, *self.allowed))


@cache
def precert_rows() -> tuple[PrecertRow, ...]:
    """Return the 31 rows in printed order."""
    return tuple(_row(entry) for entry in toml_table("precert_table.toml")["rows"])


def _row(entry: dict[str, Any]) -> PrecertRow:
    limit = entry.get("restriction")
    return PrecertRow(
        rule=entry["rule"],
        technique=entry["technique"],
        lines=entry["lines"],
        given=tuple(entry["given"]),
        allowed=tuple(entry["allowed"]),
        restriction=_restriction(limit) if limit else None,
        pairing=tuple(Pairing(pair["given"], tuple(pair["allowed"])) for pair in entry.get("pairing", ())),
        certainty=entry["certainty"],
    )


def _restriction(limit: dict[str, Any]) -> RowRestriction:
    return RowRestriction(limit["code"], tuple(limit.get("sites", ())), limit.get("max_fractions"))


@cache
def rows_given(code: str) -> tuple[PrecertRow, ...]:
    """Return the rows an authorization issued under `code` may mean; none when the code never stands there."""
    return tuple(row for row in precert_rows() if code in row.given)


@cache
def rows_billable(code: str) -> tuple[PrecertRow, ...]:
    """Return the rows that let `code` be billed; none = precertification does not apply to it (A-06)."""
    return tuple(row for row in precert_rows() if code in row.opens)


@cache
def techniques() -> frozenset[str]:
    """Return the technique names an authorization may carry."""
    return frozenset(row.technique for row in precert_rows())
