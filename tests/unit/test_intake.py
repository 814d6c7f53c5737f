"""Any file of records: what it is, what is read, what is set aside, and that one never touches the other."""

import gzip
import io
import json
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from x12_claims import claim, line, professional, subscriber

from radonc.intake import Accepted, Rejected, read_records
from radonc.records import AuthorizationRecord, ClaimRecord

SAMPLES = Path(__file__).parents[1] / "samples"
PROFILES = ("priority-health", "evolent", "medicare")
MINUTES = "are minutes (MJ); services of this field are counted in units (UN)"
RANGE = "do not fit the 5 days of the range: bill one unit a day, or one line for each date"
RECORD: dict[str, Any] = {
    "claim_id": "C1",
    "payer": "evolent",
    "claim_type": "professional",
    "received_date": "2025-06-30",
    "member_id": "M1",
    "billing_provider_npi": "1457398216",
    "place_of_service": "22",
    "diagnoses": ["C61"],
    "lines": [{"line_number": 1, "procedure_code": "77427", "units": 1, "service_date": "2025-06-06"}],
}


def read(data: bytes, **options: Any) -> list[Accepted | Rejected]:
    return list(read_records(io.BytesIO(data), "batch", **{"known_payers": PROFILES, **options}))


def jsonl(*records: dict[str, Any]) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def outcomes(found: list[Accepted | Rejected]) -> list[tuple[Any, ...]]:
    """Position, claim id, field, reason; the last two empty for a record that was read."""
    listed: list[tuple[Any, ...]] = []
    for one in found:
        place = next(iter(one.position.values()))
        if isinstance(one, Rejected):
            listed.append((place, one.claim_id, one.field, one.reason))
        elif isinstance(one.record, ClaimRecord):
            listed.append((place, one.record.claim_id, "", ""))
    return listed


def sample(name: str) -> list[Accepted | Rejected]:
    return read((SAMPLES / name).read_bytes())


def claims(name: str) -> list[ClaimRecord]:
    records = [one.record for one in sample(name) if isinstance(one, Accepted)]
    return [record for record in records if isinstance(record, ClaimRecord)]


def test_each_damaged_claim_of_an_837_is_named_with_its_place_and_reason_and_the_others_are_read() -> None:
    assert outcomes(sample("dirt.837")) == [
        (21, "GOOD-1", "", ""),
        (33, "PAYER", "payer", "unknown payer: no policy profile stands for the id in NM1*PR"),
        (45, "ZERO-UNITS", "lines[0].units", "must be above 0"),
        (57, "HALF-UNIT", "lines[0].units", "must be a whole number (segment 60)"),
        (69, "MINUTES", "lines[0].units", f"{MINUTES} (segment 72)"),
        (81, "ICD-9", "diagnoses[0]", "has qualifier BK, which is ICD-9-CM; send ICD-10-CM as ABK or ABF (segment 82)"),
        (93, "POINTER", "lines[0].diagnosis_pointers[0]", "points past the 1 diagnoses of the claim"),
        (105, "POINTER-TEXT", "lines[0].diagnosis_pointers", "must be numbers of the claim's diagnoses (segment 108)"),
        (117, "NO-LX", "lines", "SV1 without an LX before it (segment 119)"),
        (128, "NO-SUCH-DAY", "lines[0].service_date", "must be a date as YYYY-MM-DD"),
        (140, "NO-DATE", "lines[0].service_date", "is required"),
        (151, "NO-ORIGINAL", "original_claim_id", "is required with frequency_code 7 and 8"),
        (163, "RANGE", "lines[0].units", RANGE),
        (175, "NO-CODE", "lines[0].procedure_code", "is required"),
        (187, "STRAY", "segment", "is not a segment of an 837 (segment 192)"),
        (200, "TWO-CLAIMS", "lines", "HI after service lines: a CLM segment is missing (segment 205)"),
        (215, "NO-HL", "segment", "a subscriber begins without an HL (segment 209)"),
        (227, "NO-MEMBER", "member_id", "is required"),
        (239, "GOOD-2", "", ""),
        (253, "NPI", "billing_provider_npi", "must be ten digits that end in a valid NPI check digit"),
        (258, None, "SE01", "does not match the 256 segments of the transaction"),
    ]  # fmt: skip


def test_each_damaged_line_of_json_lines_is_named_with_its_place_and_reason_and_the_others_are_read() -> None:
    assert outcomes(sample("dirt.jsonl")) == [
        (1, "J1", "", ""),
        (3, "J2", "speed", "is not a field of this record"),
        (4, "J3", "lines[0].units", "must be a whole number"),
        (5, "J4", "lines[0].units", "must be above 0"),
        (6, "J5", "billing_provider_npi", "must be ten digits that end in a valid NPI check digit"),
        (7, "J6", "payer", "unknown payer: no policy profile has this name"),
        (8, "J7", "lines[0].service_date", "must be a date as YYYY-MM-DD"),
        (9, "J8", "lines[0].diagnosis_pointers[0]", "points past the 1 diagnoses of the claim"),
        (10, "J9", "record", "is not valid JSON: EOF while parsing a string at column 32"),
        (11, None, "record", "must be an object"),
        (12, "J11", "original_claim_id", "is required with frequency_code 7 and 8"),
        (13, "J12", "lines[0].modifiers", "holds more than 4 entries"),
        (14, "J13", "type", "must be 'claim' or 'authorization'"),
        (16, "J14", "", ""),
    ]


def test_the_prostate_course_is_read_from_hospital_and_physician_alike() -> None:
    hospital, physician = claims("prostate-imrt-hospital.837"), claims("prostate-imrt-physician.837")
    assert [(one.claim_id, one.bill_type, len(one.lines)) for one in hospital] == [
        ("LH-2025-05-0071", "131", 4), ("LH-2025-06-0113", "131", 24), ("LH-2025-07-0090", "131", 9),
    ]  # fmt: skip
    assert [(one.claim_id, one.place_of_service, len(one.lines)) for one in physician] == [
        ("WM-88101", "22", 5), ("WM-88102", "22", 24), ("WM-88103", "22", 10),
    ]  # fmt: skip
    fractions = [one for claim in hospital for one in claim.lines if one.procedure_code == "77385"]
    guidance = [one for claim in physician for one in claim.lines if one.procedure_code == "77014"]
    assert [one.service_date for one in fractions] == [one.service_date for one in guidance]
    assert len(fractions) == 28
    assert {(one.modifiers, one.authorization_number) for one in guidance} == {(("26",), "PH-AUTH-7002")}
    assert {one.authorization_number for one in [*hospital, *physician]} == {"PH-AUTH-7001"}


def test_the_lung_course_holds_a_sixth_fraction() -> None:
    [lung] = claims("lung-sbrt-sixth-fraction.837")
    fractions = [one.service_date for one in lung.lines if one.procedure_code == "77373"]
    assert (lung.payer, lung.diagnoses, lung.place_of_service) == ("evolent", ("C3411",), "11")
    assert fractions == [date(2025, 9, day) for day in (8, 10, 12, 15, 17, 19)]
    assert [one.documents for one in lung.lines if one.procedure_code == "77435"] == [("OZ",)]


@pytest.mark.parametrize("name", ["skin-superficial.837", "skin-superficial.csv", "skin-superficial.fhir.json"])
def test_one_course_written_in_any_format_is_the_same_record(name: str) -> None:
    assert claims(name) == claims("skin-superficial.jsonl")


def test_authorizations_are_read_from_json_lines() -> None:
    records = [one.record for one in sample("authorizations.jsonl") if isinstance(one, Accepted)]
    assert [
        (one.authorization_number, one.procedure_code, one.approved_fractions)
        for one in records
        if isinstance(one, AuthorizationRecord)
    ] == [
        ("PH-AUTH-7001", "77385", 28), ("PH-AUTH-7002", "G6002", None), ("EV-AUTH-3001", "77373", 5),
        ("PH-AUTH-7100", "77401", 12),
    ]  # fmt: skip


def test_a_reject_is_written_as_one_object_of_rejects_jsonl() -> None:
    [found] = read(jsonl({"speed": 1} | RECORD | {"payer": 2}))
    assert isinstance(found, Rejected)
    assert found.as_json() == {
        "source": "batch",
        "kind": "record",
        "position": {"line": 1},
        "claim_id": "C1",
        "field": "speed",
        "reason": "is not a field of this record",
        "problems": [
            {"field": "speed", "reason": "is not a field of this record"},
            {"field": "payer", "reason": "must be text"},
        ],
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"hello", "is none of X12 837, JSON Lines, FHIR JSON or CSV with a header of claim columns"),
        (b"a,b\n1,2\n", "is none of X12 837, JSON Lines, FHIR JSON or CSV with a header of claim columns"),
        (b"GS*HC*S~ST*837~", "is X12 without its ISA segment, so its separators are unknown"),
        (b"PK\x03\x04zip", "is a zip archive; send gzip"),
        ("{}".encode("utf-16"), "is UTF-16 text; send UTF-8"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "gzip inside gzip is not read"),
        (b"[1,", "is not one valid JSON document"),
        (b"{\n 1}", "is not one valid JSON document"),
    ],
)
def test_a_file_that_is_no_known_format_is_refused_whole_and_says_why(data: bytes, reason: str) -> None:
    [found] = read(data)
    assert isinstance(found, Rejected)
    assert (found.kind, found.position, found.field, found.reason) == ("file", {"file": "batch"}, "file", reason)


CSV_HEADER = b"claim_id;payer;claim_type;received_date;member_id;procedure_code;units;service_date\n"


@pytest.mark.parametrize("data", [b"[]", b'{"resourceType": "Bundle"}', CSV_HEADER])
def test_a_file_of_a_known_format_without_a_record_says_so(data: bytes) -> None:
    assert outcomes(read(data)) == [("batch", None, "file", "holds no records")]


@pytest.mark.parametrize("name", ["dirt.837", "dirt.jsonl", "skin-superficial.csv", "skin-superficial.fhir.json"])
def test_gzip_of_any_format_is_read_like_the_format_itself(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert read(gzip.compress(data[:500]) + gzip.compress(data[500:])) == read(data)


def test_damaged_gzip_keeps_what_was_read_before_the_damage() -> None:
    lines = jsonl(*(RECORD | {"claim_id": f"C{number}"} for number in range(400)))
    packed = gzip.compress(lines, compresslevel=0)
    found = read(packed[: len(packed) // 2])
    last = found[-1]
    assert isinstance(last, Rejected)
    assert last.kind == "file"
    assert last.reason.startswith("gzip data is damaged: ")
    assert len([one for one in found if isinstance(one, Accepted)]) > 150
    assert outcomes(found)[0] == (1, "C0", "", "")


def test_an_837_cut_by_damaged_gzip_gives_no_claim_that_may_lack_lines() -> None:
    data = professional(*subscriber(), *claim("A"), *line(), *claim("B"), *line(1), *line(2))
    packed = gzip.compress(data[: data.rindex(b"LX*2")], compresslevel=0)[:-9]
    found = [(claim_id, reason.partition(" (")[0]) for _, claim_id, _, reason in outcomes(read(packed))]
    assert found[:2] == [("A", ""), ("B", "the transaction breaks off here: lines may be missing")]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b'{"claim_id": "C\xff"}', "is not UTF-8 text"),
        (b"\x00\x00", "is not valid JSON: expected value at column 1"),
        (b"[" * 20_000, "is not valid JSON: recursion limit exceeded at column 202"),
        (b'{"claim_id": "' + b"x" * (8 * 1024 * 1024) + b'"}', "is longer than 8388608 bytes"),
    ],
)
def test_a_line_that_is_no_record_is_set_aside_and_reading_goes_on(damaged: bytes, reason: str) -> None:
    found = outcomes(read(jsonl(RECORD) + damaged + b"\n" + jsonl(RECORD)))
    assert found == [(1, "C1", "", ""), (2, None, "record", reason), (3, "C1", "", "")]


def test_a_bomb_of_one_endless_line_is_one_reject() -> None:
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(jsonl(RECORD) + b"{")
    for _ in range(64):
        packed += packer.compress(b"0" * (1024 * 1024))
    packed += packer.compress(b"\n" + jsonl(RECORD)) + packer.flush()
    assert len(packed) < 200_000
    assert outcomes(read(packed)) == [
        (1, "C1", "", ""), (2, None, "record", "is longer than 8388608 bytes"), (3, "C1", "", ""),
    ]  # fmt: skip


def test_a_record_may_stand_alone_over_many_lines_or_in_a_list() -> None:
    assert outcomes(read(json.dumps(RECORD, indent=2).encode())) == [(1, "C1", "", "")]
    listed = json.dumps([RECORD, RECORD | {"payer": "acme"}], indent=2).encode()
    assert outcomes(read(listed)) == [
        (1, "C1", "", ""), (2, "C1", "payer", "unknown payer: no policy profile has this name"),
    ]  # fmt: skip


def test_garbage_before_the_first_record_does_not_take_the_records_along() -> None:
    found = read(b"garbage here\n" + (SAMPLES / "authorizations.jsonl").read_bytes())
    assert isinstance(found[0], Rejected)
    assert (found[0].position, found[0].field) == ({"line": 1}, "record")
    assert all(isinstance(entry, Accepted) for entry in found[1:])
    assert len(found) > 1


def test_json_lines_whose_first_line_is_damaged_are_still_read_line_by_line() -> None:
    found = outcomes(read(b'{"claim_id": "C0", "pay\n' + jsonl(RECORD)))
    assert [one[:3] for one in found] == [(1, "C0", "record"), (2, "C1", "")]


def test_a_payer_id_stands_for_its_profile_and_a_profile_for_itself() -> None:
    data = professional(
        *subscriber("M1", "38217"), *claim("A"), *line(), *subscriber("M2", "EVOLENT"), *claim("B"), *line()
    )
    found = [one.record.payer for one in read(data, payers={"38217": "priority-health"}) if isinstance(one, Accepted)]
    assert found == ["priority-health", "evolent"]


def test_without_known_payers_the_payer_is_taken_as_sent() -> None:
    data = professional(*subscriber("M1", "38217"), *claim("A"), *line())
    [found] = read(data, known_payers=None)
    assert isinstance(found, Accepted)
    assert found.record.payer == "38217"
