"""One claim of a spreadsheet: its rows, one a service line, put together."""

from typing import Any

from radonc.csv_cells import CELLS, CellError
from radonc.reading import PayerProfiles, Unread
from radonc.records import Problem

CLAIM_COLUMNS = (
    "claim_id", "payer", "claim_type", "frequency_code", "original_claim_id", "received_date", "member_id",
    "billing_provider_npi", "rendering_provider_npi", "place_of_service", "bill_type", "diagnoses",
    "authorization_number", "karnofsky", "ecog",
)  # fmt: skip
LINE_COLUMNS = (
    "line_number", "procedure_code", "modifiers", "units", "service_date", "service_date_end", "diagnosis_pointers",
    "line_place_of_service", "line_authorization_number", "treatment_site", "revenue_code", "charge", "documents",
)  # fmt: skip
_CLINICAL = ("karnofsky", "ecog")
_LINE_PREFIX = "line_"
_OVERRIDES = ("line_place_of_service", "line_authorization_number")
_MOST_LINES = 999  # of a claim; rows beyond are counted, so that a file of one claim takes no more memory

Row = dict[str, str]


def claim_key(row: Row, open_claim: "CsvClaim | None" = None) -> tuple[str, str]:
    """Return claim id and frequency of a row; a row of the open claim that states no frequency has that claim's."""
    inherited = open_claim.key[1] if open_claim and open_claim.key[0] == row["claim_id"] else ""
    return row["claim_id"], row.get("frequency_code") or inherited or "1"


class CsvClaim:
    """Gathers the rows of one claim. A claim column may be empty after the first row, never different."""

    def __init__(self, row: Row, number: int, *, apart: bool) -> None:
        self.key = claim_key(row)
        self._number = number
        self._sent: Row = {}
        self._lines: list[dict[str, Any]] = []
        self._problems: list[Problem] = []
        self._rows = 0
        if apart:
            self._problem("claim_id", "stands in rows that are not together; sort the file by claim", number)

    def add(self, row: Row, number: int) -> None:
        """Take the row of a line of the file."""
        self._rows += 1
        if self._rows > _MOST_LINES:
            return
        for name in CLAIM_COLUMNS:
            value = row.get(name)
            if value is not None and self._sent.setdefault(name, value) != value:
                hint = "; use line_place_of_service for single lines" if name == "place_of_service" else ""
                self._problem(name, f"differs between the rows of the claim{hint}", number)
        line = self._values(row, LINE_COLUMNS, f"lines[{len(self._lines)}].", number)
        line.setdefault("line_number", len(self._lines) + 1)
        self._lines.append(
            {name.removeprefix(_LINE_PREFIX) if name in _OVERRIDES else name: line[name] for name in line}
        )

    def finish(self, profiles: PayerProfiles) -> Unread:
        """Give the claim its rows make, with all that is wrong in them."""
        if self._rows > _MOST_LINES:
            self._problem("lines", f"holds {self._rows} lines, more than {_MOST_LINES}", self._number)
        fields = self._values(self._sent, CLAIM_COLUMNS, "", self._number)
        clinical = {name: fields.pop(name) for name in _CLINICAL if name in fields}
        if clinical:
            fields["clinical"] = clinical
        payer = fields.get("payer")
        if payer is not None:
            fields["payer"] = profiles.profile(payer)
            if fields["payer"] is None:
                self._problem("payer", "unknown payer: no policy profile stands for it", self._number)
        return Unread(fields | {"lines": self._lines}, {"line": self._number}, self._problems)

    def _values(self, row: Row, names: tuple[str, ...], prefix: str, number: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in names:
            if name not in row:
                continue
            try:
                values[name] = CELLS[name](row[name])
            except CellError as error:
                self._problem(f"{prefix}{name}", str(error), number)
        return values

    def _problem(self, field: str, reason: str, number: int) -> None:
        self._problems.append(Problem(field, f"{reason} (line {number})"))
