"""Input made to harm: values in places where names belong, characters that are not seen, text that is no text."""

import cProfile
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from radonc.cli.app import app
from radonc.intake import read_records
from radonc.pipeline import decide
from radonc.policy_book import load_book
from radonc.reading import Rejected
from radonc.records import Problem, Record, RecordError, parse_record

BOOK = load_book()
MEMBER = "SECRET-MEMBER-77"
HEADER = b"claim_id,payer,claim_type,received_date,member_id,procedure_code,units,service_date"


def claim(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "claim_id": "C1",
        "payer": "medicare",
        "claim_type": "institutional",
        "received_date": "2025-03-31",
        "member_id": MEMBER,
        "billing_provider_npi": "1234567893",
        "bill_type": "131",
        "diagnoses": ["C61"],
        "lines": [line()],
    }
    return fields | changes


def line(**changes: Any) -> dict[str, Any]:
    return {"line_number": 1, "procedure_code": "77385", "units": 1, "service_date": "2025-03-03"} | changes


def rejects(content: bytes) -> list[dict[str, Any]]:
    """Rejects of a file, each through the bytes of rejects.jsonl."""
    found = [one.as_json() for one in read_records(io.BytesIO(content), "file") if isinstance(one, Rejected)]
    written = [json.dumps(one, ensure_ascii=False).encode() for one in found]
    return [json.loads(one) for one in written]


def said(content: bytes) -> list[tuple[Any, Any, Any]]:
    return [(one["claim_id"], one["field"], one["reason"]) for one in rejects(content)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("patient_name", "patient_name"), (MEMBER, "?"), ("SMITH, JOHN", "?"), ("\x9b2Jx", "?"), ("a" * 41, "?")],
)
def test_an_unknown_field_is_named_only_where_its_name_cannot_be_data(name: str, shown: str) -> None:
    content = json.dumps(claim(**{name: 1}), ensure_ascii=False).encode() + b"\n"
    assert said(content) == [("C1", shown, "is not a field of this record")]
    nested = json.dumps(claim(clinical={name: 1})).encode() + b"\n"
    assert said(nested) == [("C1", f"clinical.{shown}", "is not a field of this record")]


def test_a_column_whose_name_may_be_data_is_named_by_its_number() -> None:
    assert said(HEADER + b"," + MEMBER.encode() + b",cpt\n") == [
        (None, "header", "column 9 is not one of the template"),
    ]
    assert [one["reason"] for one in rejects(HEADER + b",9,cpt\n")[0]["problems"]] == [
        "column 9 is not one of the template",
        "column 'cpt' is not one of the template",
    ]


def test_a_sheet_with_the_line_ends_of_old_macs_repeats_none_of_its_cells() -> None:
    row = f"C1,medicare,professional,2025-03-31,{MEMBER},77385,1,2025-03-03"
    content = HEADER + b"\r" + row.encode() + b"\r"
    assert said(content) == [(None, "header", "ends in CR alone; save the file with LF or CRLF line ends")]


@pytest.mark.parametrize("unseen", ["\x1b[2J", "\x07", "\x9b", "\u202e", "\u200b", "\n", "\ufeff"])
@pytest.mark.parametrize("field", ["claim_id", "member_id", "authorization_number"])
def test_a_text_holds_no_character_that_is_not_seen(field: str, unseen: str) -> None:
    for value in (f"a{unseen}b", f"a{unseen}", f"{unseen}b"):
        with pytest.raises(RecordError) as refused:
            parse_record(claim(**{field: value}))
        expected = "must begin and end with a visible character and hold none that is unseen"
        assert refused.value.problems == (Problem(field, expected),)


def test_texts_of_other_scripts_and_with_spaces_are_read() -> None:
    record = parse_record(claim(claim_id="Nr. 4 \u00fc\u00df \u0416", lines=[line(treatment_site="linke Brust")]))
    assert record.model_dump()["claim_id"] == "Nr. 4 \u00fc\u00df \u0416"


@pytest.mark.parametrize("code", ["77\x1b[2J", "77\n385", "77385\u200b"])
def test_a_procedure_code_holds_no_character_that_is_not_seen(code: str) -> None:
    with pytest.raises(RecordError) as refused:
        parse_record(claim(lines=[line(procedure_code=code)]))
    assert refused.value.problems[0].field == "lines[0].procedure_code"


@pytest.mark.parametrize("claim_id", ["a\x1b[2Jb", "C" * 81, "\u202eC"])
def test_what_cannot_be_a_claim_id_is_not_named_as_one(claim_id: str) -> None:
    (refused,) = rejects(json.dumps(claim(claim_id=claim_id), ensure_ascii=False).encode() + b"\n")
    assert refused["claim_id"] is None


def test_half_of_a_surrogate_pair_is_refused_and_the_reject_can_be_written() -> None:
    with pytest.raises(RecordError, match="is not valid JSON"):
        parse_record('{"claim_id": "\ud800"}')
    (refused,) = rejects(b'{"resourceType": "Claim", "identifier": [{"value": "\\ud800"}]}')
    assert (refused["claim_id"], refused["position"]) == (None, {"entry": 1})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"ST*837*", b"ST*SECRET*", "the transaction set is not an 837 claim"),
        (b"*005010X222A1~", b"*SECRETMEMBER~", "the version is not read, only 005010X222 and 005010X223"),
    ],
)
def test_an_envelope_whose_elements_are_shifted_is_not_repeated(old: bytes, new: bytes, reason: str) -> None:
    content = (
        b"ISA*00*          *00*          *ZZ*S              *ZZ*R              *250401*1200*^*00501*000000001*0*T*:~"
        b"GS*HC*S*R*20250401*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20250401*1200*CH~"
        b"HL*1**20*1~HL*2*1*22*0~CLM*C1*1***11:B:1~SE*6*0001~GE*1*1~IEA*1*000000001~"
    )
    assert reason in str(rejects(content.replace(old, new)))
    assert "SECRET" not in str(rejects(content.replace(old, new)))


def test_markup_in_ids_and_codes_is_printed_as_it_was_sent(tmp_path: Any) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(claim(claim_id="[/b]", lines=[line(procedure_code="[/x]")])) + "\n")
    done = CliRunner().invoke(app, ["review", str(path)])
    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert "[/b]" in done.stdout
    assert "[/X]" in done.stdout


def test_a_file_name_cannot_write_to_the_terminal(tmp_path: Any) -> None:
    path = tmp_path / "a\x1b[2J.jsonl"
    path.write_text("{broken\n")
    done = CliRunner().invoke(app, ["review", str(path)])
    assert "\x1b" not in done.stderr
    assert "rejected a?[2J.jsonl" in done.stderr


def test_the_spelling_of_the_member_decides_nothing() -> None:
    """Upper and lower case are one member; the service knows the patient's key only, so the command must agree."""

    def decided(*records: Record) -> tuple[int, int, int]:
        review = decide(records, BOOK)
        return len(review.decisions), len(review.rejects), review.duplicates

    upper, lower = parse_record(claim()), parse_record(claim(member_id=MEMBER.lower()))
    assert decided(upper, lower) == decided(lower, upper) == (1, 0, 1)


def calls(record: Record) -> int:
    """Count the function calls a decision takes: unlike seconds, the same on every machine."""
    counted = cProfile.Profile()
    counted.runcall(decide, [record], BOOK)
    return sum(entry.callcount for entry in counted.getstats())


def of_one_day(lines: int) -> Record:
    codes = ("77385", "77387", "77336", "77427", "77300", "77334")
    return parse_record(claim(lines=[line(line_number=n, procedure_code=codes[n % 6]) for n in range(1, lines + 1)]))


def of_one_year(lines: int) -> Record:
    codes = ("77385", "77387", "77336", "77427", "77417")
    year = {"units": 366, "service_date": "2024-01-01", "service_date_end": "2024-12-31"}
    return parse_record(
        claim(lines=[line(line_number=n, procedure_code=codes[n % 5], **year) for n in range(1, lines + 1)])
    )


@pytest.mark.parametrize(("bill", "lines", "most"), [(of_one_day, 480, 1_500_000), (of_one_year, 20, 3_000_000)])
def test_the_work_grows_with_the_lines_of_a_claim_and_not_with_their_pairs(
    bill: Callable[[int], Record], lines: int, most: int
) -> None:
    """A claim may hold 999 lines; asked pair by pair, their edits would hold a function up for minutes."""
    calls(bill(1))  # tables are read on first use
    assert calls(bill(lines)) < most


def test_a_claim_that_stands_for_hundreds_of_thousands_of_services_is_refused() -> None:
    month = {"units": 31, "service_date": "2024-01-01", "service_date_end": "2024-01-31"}
    assert parse_record(claim(lines=[line(line_number=n, **month) for n in range(1, 1000)]))
    with pytest.raises(RecordError) as refused:
        of_one_year(999)
    assert refused.value.problems == (Problem("lines", "stand for more than 40000 services of a day; split the claim"),)
