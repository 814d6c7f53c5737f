"""Claims from spreadsheets: rows to claims, and what a spreadsheet does to values, named and never repaired."""

import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from radonc.csv_claims import COLUMNS
from radonc.intake import Accepted, Rejected, read_records
from radonc.records import ClaimRecord

TEMPLATE = Path(__file__).parents[2] / "docs" / "templates" / "claims.csv"
PROFILES = ("priority-health", "evolent", "medicare")
ROW = {
    "claim_id": "C1",
    "payer": "evolent",
    "claim_type": "professional",
    "received_date": "2025-06-30",
    "member_id": "M1",
    "billing_provider_npi": "1457398216",
    "place_of_service": "22",
    "diagnoses": "Z51.0 C61",
    "procedure_code": "77427",
    "units": "1",
    "service_date": "2025-06-06",
    "diagnosis_pointers": "1 2",
}


def sheet(*rows: dict[str, str], delimiter: str = ",", names: tuple[str, ...] = COLUMNS, end: str = "\r\n") -> bytes:
    lines = [delimiter.join(names), *(delimiter.join(row.get(name, "") for name in names) for row in rows)]
    return "".join(f"{line}{end}" for line in lines).encode()


def read(data: bytes) -> list[Accepted | Rejected]:
    return list(read_records(io.BytesIO(data), "claims.csv", known_payers=PROFILES))


def claims(data: bytes) -> list[ClaimRecord]:
    records = [one.record for one in read(data) if isinstance(one, Accepted)]
    return [record for record in records if isinstance(record, ClaimRecord)]


def problems(data: bytes) -> list[tuple[Any, ...]]:
    return [
        (next(iter(one.position.values())), one.claim_id, problem.field, problem.reason)
        for one in read(data)
        if isinstance(one, Rejected)
        for problem in one.problems or (one,)
    ]


def test_rows_of_one_claim_become_its_lines() -> None:
    first = ROW | {"modifiers": "26|59", "line_number": "1", "charge": "390.00", "karnofsky": "80", "documents": "OZ"}
    second = {"claim_id": "C1", "procedure_code": "77014", "units": "2", "line_number": "2"} | {
        "service_date": "2025-06-09",
        "service_date_end": "2025-06-10",
        "line_place_of_service": "11",
        "line_authorization_number": "A2",
        "treatment_site": "prostate",
        "revenue_code": "0333",
    }
    [claim] = claims(sheet(first, second))
    assert claim.model_dump(mode="json", exclude_defaults=True) == {
        "claim_id": "C1",
        "payer": "evolent",
        "claim_type": "professional",
        "received_date": "2025-06-30",
        "member_id": "M1",
        "billing_provider_npi": "1457398216",
        "place_of_service": "22",
        "diagnoses": ["Z510", "C61"],
        "clinical": {"karnofsky": 80},
        "lines": [
            {
                "line_number": 1,
                "procedure_code": "77427",
                "modifiers": ["26", "59"],
                "units": 1,
                "service_date": "2025-06-06",
                "diagnosis_pointers": [1, 2],
                "charge": "390",
                "documents": ["OZ"],
            },
            {
                "line_number": 2,
                "procedure_code": "77014",
                "units": 2,
                "service_date": "2025-06-09",
                "service_date_end": "2025-06-10",
                "place_of_service": "11",
                "authorization_number": "A2",
                "treatment_site": "prostate",
                "revenue_code": "0333",
            },
        ],
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_between_cells_and_lines_does_not_matter(delimiter: str, mark: bytes, end: str) -> None:
    data = mark + sheet(ROW, {}, ROW | {"claim_id": "C2"}, delimiter=delimiter, end=end)
    assert [(claim.claim_id, len(claim.lines)) for claim in claims(data)] == [("C1", 1), ("C2", 1)]


def test_quoted_cells_keep_their_delimiter() -> None:
    data = sheet(ROW | {"diagnoses": '"C61, Z51.0"'})
    assert claims(data)[0].diagnoses == ("C61", "Z510")


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"place_of_service": "2"}, "place_of_service", "has lost its leading zero: two digits are needed; format the"),
        ({"line_place_of_service": "2"}, "lines[0].line_place_of_service", "has lost its leading zero"),
        ({"service_date": "45814"}, "lines[0].service_date", "is a spreadsheet's day number; format the column as"),
        ({"service_date": "6/6/2025"}, "lines[0].service_date", "is a date in a local format, whose day and month"),
        ({"received_date": "30.06.2025"}, "received_date", "is a date in a local format, whose day and month could"),
        ({"service_date": "June 6"}, "lines[0].service_date", "must be a date as YYYY-MM-DD (line 2)"),
        ({"claim_id": "1.23E+15"}, "claim_id", "was turned into a rounded number by a spreadsheet; format the column"),
        ({"procedure_code": "77427.0"}, "lines[0].procedure_code", "was turned into a number by a spreadsheet"),
        ({"units": "1.5"}, "lines[0].units", "must be a whole number (line 2)"),
        ({"units": "one"}, "lines[0].units", "must be a whole number (line 2)"),
        ({"diagnosis_pointers": "A"}, "lines[0].diagnosis_pointers", "must be a whole number (line 2)"),
        ({"charge": '"1,250.00"'}, "lines[0].charge", "must have a decimal point and no thousands separator (line 2)"),
        ({"payer": "acme"}, "payer", "unknown payer: no policy profile stands for it (line 2)"),
        ({"billing_provider_npi": "1457398217"}, "billing_provider_npi", "must be ten digits that end in a valid NPI"),
        ({"units": "0"}, "lines[0].units", "must be above 0"),
        ({"member_id": ""}, "member_id", "is required"),
    ],
)
def test_a_cell_that_cannot_be_taken_at_its_word_sets_its_claim_aside_and_no_other(
    changed: dict[str, str], field: str, reason: str
) -> None:
    data = sheet(ROW | changed, ROW | {"claim_id": "C2"})
    (line, _, name, said), *_ = problems(data)
    assert (line, name) == (2, field)
    assert said.startswith(reason)
    assert [claim.claim_id for claim in claims(data)] == ["C2"]


def test_a_claim_column_that_differs_between_rows_is_named() -> None:
    data = sheet(ROW, ROW | {"place_of_service": "11", "member_id": "M2"})
    rows = "the rows of the claim"
    assert problems(data) == [
        (2, "C1", "member_id", f"differs between {rows} (line 3)"),
        (2, "C1", "place_of_service", f"differs between {rows}; use line_place_of_service for single lines (line 3)"),
    ]


def test_rows_of_a_claim_that_stand_apart_are_named_instead_of_read_as_another_claim() -> None:
    data = sheet(ROW, ROW | {"claim_id": "C2"}, ROW)
    assert [claim.claim_id for claim in claims(data)] == ["C1", "C2"]
    assert problems(data) == [
        (4, "C1", "claim_id", "stands in rows that are not together; sort the file by claim (line 4)")
    ]


def test_a_claim_of_more_rows_than_a_claim_has_is_set_aside_without_its_rows_being_kept() -> None:
    one = sheet(ROW).partition(b"\r\n")[2]
    largest, larger = sheet(ROW) + one * 998, sheet(ROW) + one * 9_999
    assert [len(claim.lines) for claim in claims(largest)] == [999]
    tracemalloc.start()
    assert problems(larger) == [(2, "C1", "lines", "holds 10000 lines, more than 999 (line 2)")]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20


def test_a_replacement_under_the_id_of_its_original_is_a_claim_of_its_own() -> None:
    replacement = ROW | {"frequency_code": "7", "original_claim_id": "C1", "received_date": "2025-07-02"}
    assert [claim.frequency_code for claim in claims(sheet(ROW, replacement, replacement))] == ["1", "7"]
    assert [len(claim.lines) for claim in claims(sheet(ROW, replacement, replacement))] == [1, 2]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (b'"C1,evolent', "row", "cannot be split into cells: unexpected end of data"),
        (b"C1" + b"," * 40 + b"x", "row", "cannot be split into cells: it holds more than the 28 cells of the header"),
        (b"C1,\xff", "row", "is not UTF-8 text; save the file as CSV UTF-8"),
        (b",evolent", "claim_id", "is required in every row"),
        (b"C1," + b"x" * 200_000, "row", "cannot be split into cells: field larger than field limit (131072)"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_and_its_neighbours_are_not(row: bytes, field: str, reason: str) -> None:
    before, after = sheet(ROW), sheet(ROW | {"claim_id": "C2"}).partition(b"\r\n")[2]
    data = before + row + b"\r\n" + after
    assert problems(data) == [(3, None, field, reason)]
    assert [claim.claim_id for claim in claims(data)] == ["C1", "C2"]


def test_a_header_with_unknown_double_or_missing_columns_refuses_the_file_and_names_them() -> None:
    names = ("claim_id", "procedure_code", "units", "units", "cpt", "payer", "claim_type", "received_date", "member_id")
    assert problems(sheet(ROW, names=names)) == [
        (1, None, "header", "column 'cpt' is not one of the template"),
        (1, None, "header", "column 'units' stands there twice"),
        (1, None, "header", "column 'service_date' is missing"),
    ]


def test_the_template_has_every_column_and_its_example_is_read() -> None:
    data = TEMPLATE.read_bytes()
    assert data.decode().splitlines()[0] == ",".join(COLUMNS)
    assert problems(data) == []
    assert [(claim.claim_id, claim.claim_type, len(claim.lines)) for claim in claims(data)] == [
        ("EXAMPLE-1", "professional", 2), ("EXAMPLE-2", "institutional", 1),
    ]  # fmt: skip
