"""What the 837 reader makes of claims, their levels, their lines and the envelopes around them."""

import io

import pytest
from x12_claims import (
    HOSPITAL_NPI,
    ONCOLOGIST_NPI,
    PHYSICIAN_NPI,
    billing,
    claim,
    group,
    institutional,
    interchange,
    line,
    professional,
    subscriber,
    transaction,
)  # fmt: skip

from radonc.x12 import X12Claim, X12Fault, read_claims


def read(data: bytes) -> list[X12Claim | X12Fault]:
    return list(read_claims(io.BytesIO(data)))


def claims(data: bytes) -> list[X12Claim]:
    return [found for found in read(data) if isinstance(found, X12Claim)]


def faults(data: bytes) -> list[tuple[int, str, str]]:
    return [(found.segment, found.field, found.reason) for found in read(data) if isinstance(found, X12Fault)]


def reasons(data: bytes) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for found in claims(data) for problem in found.problems]


def test_a_professional_claim_is_read_into_the_fields_of_the_contract() -> None:
    data = professional(
        *subscriber(),
        *claim("C1", "22:B:7", "REF*G1*AUTH1", "REF*F8*C0", "REF*9F*R1", diagnoses="ABK:C61*ABF:Z51.0"),
        f"NM1*82*1*SMITH*ANN****XX*{ONCOLOGIST_NPI}",
        f"NM1*77*2*HOSPITAL*****XX*{HOSPITAL_NPI}",
        *line(1, "SV1*HC:77427:26:59:XS:76*250.50*UN*2*11**1:2"),
        "REF*G1*AUTH2",
        "PWK*OZ*EL***AC*17",
        *line(2, "SV1*HC:77014:26*80*UN*1.00***1", "20250612"),
    )
    assert read(data) == [
        X12Claim(
            fields={
                "claim_id": "C1",
                "claim_type": "professional",
                "frequency_code": "7",
                "original_claim_id": "C0",
                "received_date": "2025-07-02",
                "member_id": "M0001",
                "billing_provider_npi": PHYSICIAN_NPI,
                "rendering_provider_npi": ONCOLOGIST_NPI,
                "place_of_service": "22",
                "authorization_number": "AUTH1",
                "diagnoses": ["C61", "Z51.0"],
                "lines": [
                    {
                        "line_number": 1,
                        "procedure_code": "77427",
                        "modifiers": ["26", "59", "XS", "76"],
                        "units": 2,
                        "charge": "250.50",
                        "place_of_service": "11",
                        "diagnosis_pointers": [1, 2],
                        "service_date": "2025-06-11",
                        "authorization_number": "AUTH2",
                        "documents": ["OZ"],
                    },
                    {
                        "line_number": 2,
                        "procedure_code": "77014",
                        "modifiers": ["26"],
                        "units": 1,
                        "charge": "80",
                        "diagnosis_pointers": [1],
                        "service_date": "2025-06-12",
                    },
                ],
            },
            payer_id="priority-health",
            segment=13,
            line_count=2,
            problems=(),
            other={"referral": ["R1"], "facility": [HOSPITAL_NPI]},
        )
    ]


def test_an_institutional_claim_has_a_bill_type_revenue_codes_and_the_attending_provider() -> None:
    data = institutional(
        *subscriber(),
        "CLM*H1*9000***13:A:1*Y*A*Y*Y",
        "DTP*434*RD8*20250601-20250630",
        "CL1*1**01",
        "HI*ABK:C61",
        "HI*ABF:Z510*BH:A1:D8:20250101",
        f"NM1*71*1*SMITH*ANN****XX*{ONCOLOGIST_NPI}",
        *line(1, "SV2*0333*HC:77385*1200*UN*1"),
        *("LX*2", "SV2*0330**45.1*DA*3", "DTP*472*RD8*20250612-20250614"),
    )
    [found] = claims(data)
    assert found.problems == ()
    assert found.fields == {
        "claim_id": "H1",
        "claim_type": "institutional",
        "frequency_code": "1",
        "received_date": "2025-07-02",
        "member_id": "M0001",
        "billing_provider_npi": HOSPITAL_NPI,
        "rendering_provider_npi": ONCOLOGIST_NPI,
        "bill_type": "131",
        "diagnoses": ["C61", "Z510"],
        "lines": [
            {
                "line_number": 1,
                "procedure_code": "77385",
                "units": 1,
                "charge": "1200",
                "revenue_code": "0333",
                "service_date": "2025-06-11",
            },
            {
                "line_number": 2,
                "units": 3,
                "charge": "45.1",
                "revenue_code": "0330",
                "service_date": "2025-06-12",
                "service_date_end": "2025-06-14",
            },
        ],
    }


def test_a_one_day_statement_dates_institutional_lines_and_a_longer_one_does_not() -> None:
    undated = ["LX*1", "SV2*0333*HC:77385*1200*UN*1"]
    head = [*subscriber(), "CLM*H1*9000***13:A:1*Y*A*Y*Y"]
    [one_day] = claims(institutional(*head, "DTP*434*D8*20250611", "HI*ABK:C61", *undated))
    assert (one_day.fields["lines"][0]["service_date"], one_day.problems) == ("2025-06-11", ())
    longer = institutional(*head, "DTP*434*RD8*20250601-20250630", "HI*ABK:C61", *undated)
    assert reasons(longer) == [
        ("lines[0].service_date", "is missing and the statement covers several days; send DTP 472 (segment 18)")
    ]


def test_a_dependent_is_the_member_where_it_has_an_id_of_its_own_and_the_subscriber_where_not() -> None:
    data = professional(
        *subscriber("S1"),
        *("HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*TIM****MI*P1", *claim("C1"), *line()),
        *("HL*4*2*23*0", "PAT*19", "NM1*QC*1*DOE*TOM", *claim("C2"), *line()),
        *subscriber("S2", "evolent", level=5),
        *claim("C3"),
        *line(),
    )
    found = [(one.fields["claim_id"], one.fields["member_id"], one.payer_id) for one in claims(data)]
    assert found == [("C1", "P1", "priority-health"), ("C2", "S1", "priority-health"), ("C3", "S2", "evolent")]


def test_other_payers_of_the_member_leave_the_claim_alone() -> None:
    data = professional(
        *subscriber(),
        *claim("C1", "11:B:1", "REF*G1*OURS"),
        *("SBR*S*18*******CI", "OI***Y***Y", "NM1*IL*1*DOE*JOHN****MI*OTHER", "NM1*PR*2*AETNA*****PI*60054"),
        *("REF*G1*THEIRS", "REF*F8*THEIRCLAIM"),
        *line(),
        "REF*G1*LINETHEIRS**2U:60054",
        "REF*G1*LINEOURS**2U:priority-health",
    )
    [found] = claims(data)
    assert (found.problems, found.payer_id, found.fields["member_id"]) == ((), "priority-health", "M0001")
    assert "original_claim_id" not in found.fields
    assert found.fields["authorization_number"] == "OURS"
    assert found.fields["lines"][0]["authorization_number"] == "LINEOURS"


def test_documents_of_the_claim_stand_for_each_line() -> None:
    data = professional(
        *subscriber(), *claim("C1", "11:B:1", "PWK*M1*EL***AC*1"), *line(1), "PWK*OZ*EL***AC*2", *line(2)
    )
    assert [one["documents"] for one in claims(data)[0].fields["lines"]] == [["M1", "OZ"], ["M1"]]


def test_the_renderer_of_all_lines_renders_the_claim() -> None:
    rendered = f"NM1*82*1*SMITH*ANN****XX*{ONCOLOGIST_NPI}"
    agreed = professional(*subscriber(), *claim(), *line(1), rendered, *line(2), rendered)
    assert claims(agreed)[0].fields["rendering_provider_npi"] == ONCOLOGIST_NPI
    other = professional(*subscriber(), *claim(), *line(1), rendered, *line(2), rendered.replace("864", "865"))
    assert "rendering_provider_npi" not in claims(other)[0].fields


@pytest.mark.parametrize(
    ("service", "day", "field", "reason"),
    [
        ("SV1*HC:77427*1*MJ*15***1", "20250611", "units", "are minutes (MJ); services of this field are counted in"),
        ("SV1*HC:77427*1*UN*1.5***1", "20250611", "units", "must be a whole number (segment 16)"),
        ("SV1*HC:77427*1*UN*-1***1", "20250611", "units", "must be a whole number (segment 16)"),
        ("SV1*HC:77427*1*UN****1", "20250611", "units", "must be a whole number (segment 16)"),
        ("SV1*HC:77427*1*DA*1***1", "20250611", "units", "must be counted in UN (segment 16)"),
        ("SV1*ER:77427*1*UN*1***1", "20250611", "procedure_code", "has a qualifier other than HC"),
        ("SV1*HC:77427*1*UN*1***1:A", "20250611", "diagnosis_pointers", "must be numbers of the claim's diagnoses"),
        ("SV1*HC:77427*1*UN*1***1::2", "20250611", "diagnosis_pointers", "must be numbers of the claim's diagnoses"),
        ("SV1*HC:77427*1*UN*1***1", "2025061", "service_date", "must be one date CCYYMMDD (D8) or two (RD8)"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_field_and_segment(
    service: str, day: str, field: str, reason: str
) -> None:
    [(name, said)] = reasons(professional(*subscriber(), *claim(), *line(1, service, day)))
    assert name == f"lines[0].{field}"
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (
            [*claim(diagnoses="BK:185"), *line()],
            ("diagnoses[0]", "has qualifier BK, which is ICD-9-CM; send ICD-10-CM"),
        ),
        ([*claim(), "SV1*HC:77427*1*UN*1***1", "DTP*472*D8*20250611"], ("lines", "SV1 without an LX before it")),
        ([*claim(), *line(), "LX*2"], ("lines", "LX without a service segment")),
        ([*claim(), *line(2), *line(1)], ("lines", "LX must count upwards: a line or a CLM segment may be missing")),
        ([*claim(), *line(), "HI*ABK:C50911"], ("lines", "HI after service lines: a CLM segment is missing")),
        ([*claim(place="13:A:1"), *line()], ("place_of_service", "CLM05-2 must be B in professional claims")),
        (
            [*claim(), *line(), "REF*G1*A", "REF*G1*B"],
            ("authorization_number", "is given twice with different numbers"),
        ),
        ([*claim(), *line(), "DTP*472*D8*20250612"], ("lines[0].service_date", "is given twice")),
        ([*claim(), "NTE*ADD*\0", *line()], ("segment", "holds a NUL byte")),
        ([*claim(), f"NTE*ADD*{'x' * 40_000}", *line()], ("segment", "is longer than 32768 characters")),
        ([*claim(), "LX*1", "SV1\x01*HC:77427*1*UN*1***1"], ("segment", "is not a segment of an 837")),
        ([*claim(), "*IC*JANE", *line()], ("segment", "is not a segment of an 837")),
    ],
)
def test_a_damaged_claim_is_set_aside_and_its_neighbours_are_not(
    segments: list[str], expected: tuple[str, str]
) -> None:
    data = professional(
        *subscriber(), *claim("A"), *line(), *segments, *subscriber("M0002", level=3), *claim("B"), *line()
    )
    first, damaged, last = claims(data)
    assert (first.fields["claim_id"], first.problems) == ("A", ())
    assert (last.fields["claim_id"], last.fields["member_id"], last.problems) == ("B", "M0002", ())
    assert damaged.problems[0].field == expected[0]
    assert damaged.problems[0].reason.startswith(expected[1])


def test_a_claim_is_not_given_to_the_subscriber_before_it_when_an_hl_is_missing() -> None:
    without_hl = subscriber("M0002", level=3)[1:]
    data = professional(*subscriber(), *claim("A"), *line(), *without_hl, *claim("B"), *line())
    first, second = claims(data)
    assert (first.fields["member_id"], first.problems) == ("M0001", ())
    assert [problem.reason for problem in second.problems] == ["a subscriber begins without an HL (segment 18)"]


def test_a_damaged_segment_above_claims_sets_those_claims_aside_and_says_so_of_the_file() -> None:
    damaged = [*subscriber()[:3], "N4*GRAND\0RAPIDS", *subscriber()[3:]]
    data = professional(*damaged, *claim("A"), *line(), *subscriber("M0002", level=3), *claim("B"), *line())
    first, second = claims(data)
    assert [problem.reason for problem in first.problems] == ["holds a NUL byte (segment 12)"]
    assert second.problems == ()
    assert faults(data) == [(12, "segment", "holds a NUL byte")]


def test_several_interchanges_groups_and_transactions_with_other_separators_are_read() -> None:
    body = [*billing(), *subscriber(), *claim("A"), *line()]
    first = interchange(
        *group(*transaction(*body), *transaction(*body, control="0002"), transactions=2), *group(*transaction(*body)),
        groups=2,
    )  # fmt: skip
    second = interchange(*group(*transaction(*body)), end="~\r\n").decode()
    swapped = second.translate(str.maketrans({"*": "|", "~": "\x1c", ":": "\x1f"})).encode()
    newline = interchange(*group(*transaction(*body)), end="\n").replace(b"*:~", b"*:\n", 1)
    found = read(first + swapped + newline + first)
    whole = [(one.fields["claim_id"], one.problems, one.line_count) for one in found if isinstance(one, X12Claim)]
    assert whole == [("A", (), 1)] * 8
    assert [one for one in found if isinstance(one, X12Fault)] == []


def test_wrong_counts_and_missing_ends_are_faults_of_the_file() -> None:
    body = [*billing(), *subscriber(), *claim("A"), *line()]
    wrong = [segment.replace("SE*16", "SE*15") for segment in transaction(*body)]
    assert faults(interchange(*group(*wrong))) == [(18, "SE01", "does not match the 16 segments of the transaction")]
    assert faults(interchange(*group(*transaction(*body), transactions=2), groups=3)) == [
        (19, "GE01", "does not match the 1 transactions of the group"),
        (20, "IEA01", "does not match the 1 groups of the interchange"),
    ]
    no_end = interchange(*group(*transaction(*body)[:-1]))
    assert faults(no_end) == [(18, "SE", "the transaction that began at segment 3 has no SE")]
    assert reasons(no_end) == [("lines", "the transaction breaks off here: lines may be missing (segment 18)")]


def test_a_truncated_file_keeps_its_whole_claims_and_sets_the_last_one_aside() -> None:
    data = professional(*subscriber(), *claim("A"), *line(), *claim("B"), *line())
    cut = data[: data.rindex(b"DTP*472") + 9]
    first, last = claims(cut)
    assert (first.fields["claim_id"], first.problems) == ("A", ())
    assert [problem.reason for problem in last.problems] == [
        "is cut off by the end of the file (segment 22)",
        "the transaction breaks off here: lines may be missing (segment 22)",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(0, "file", "is empty")]),
        (b"GS*HC*S~ST*837*1~", [(1, "segment", "stands where an interchange must begin with ISA")]),
        (b"ISA*00*short~GS*HC~", [(1, "segment", "is an ISA with fewer than 16 elements")]),
    ],
)
def test_a_file_that_does_not_begin_with_a_whole_isa_is_one_fault(
    data: bytes, expected: list[tuple[int, str, str]]
) -> None:
    assert [(one.segment, one.field, one.reason) for one in read(data) if isinstance(one, X12Fault)] == expected


def test_padding_of_the_wrong_width_in_an_isa_is_noted_and_the_claims_are_read() -> None:
    data = professional(*subscriber(), *claim("A"), *line()).replace(b"SUBMITTER      ", b"SUBMITTER", 1)
    assert [one.fields["claim_id"] for one in claims(data)] == ["A"]
    assert faults(data) == [(1, "ISA", "is 100 characters long instead of 106")]


def test_other_transaction_sets_and_versions_are_refused_by_name() -> None:
    remittance = interchange(*group("ST*835*0001", "BPR*I*1", "CLP*C1*1*2", "SE*4*0001", version="005010X221A1"))
    assert read(remittance) == [X12Fault(3, "ST01", "transaction set '835' is not an 837 claim")]
    body = [*billing(), *subscriber(), *claim("D"), *line()]
    dental = interchange(*group(*transaction(*body, version="005010X224A2"), version="005010X224A2"))
    assert reasons(dental) == [("claim_type", "version '005010X224A2' is not read, only 005010X222 and 005010X223")]


def test_a_claim_of_five_thousand_lines_is_set_aside_without_keeping_them() -> None:
    lines = [segment for number in range(1, 5001) for segment in line(number)]
    [found] = claims(professional(*subscriber(), *claim(), *lines))
    assert found.line_count == 5000
    assert len(found.fields["lines"]) == 999
    assert [problem.reason for problem in found.problems] == ["holds 5000 lines, more than 999 (segment 15015)"]


def test_repeated_lines_are_read_like_the_first_of_their_kind() -> None:
    lines = [segment for number in range(1, 41) for segment in (*line(number), f"REF*6R*{number}")]
    [found] = claims(professional(*subscriber(), *claim(), *lines))
    first = found.fields["lines"][0]
    assert found.fields["lines"] == [first | {"line_number": number} for number in range(1, 41)]


def test_names_in_utf_8_and_in_latin_1_do_not_disturb_a_claim() -> None:
    text = professional(*subscriber(), *claim("CAF\u00c9"), *line()).decode()
    assert claims(text.encode("utf-8"))[0].fields["claim_id"] == "CAF\u00c9"
    assert claims(text.encode("latin-1"))[0].fields["claim_id"] == "CAF\u00c9"


def test_a_dependent_whose_subscriber_is_missing_is_not_given_to_the_subscriber_before_it() -> None:
    lost = ["HL*4*3*23*0", "PAT*19", "NM1*QC*1*DOE*TIM", *claim("B"), *line()]
    own = ["HL*5*2*23*0", "PAT*19", "NM1*QC*1*DOE*TOM", *claim("C"), *line()]
    first, second, third = claims(professional(*subscriber(), *claim("A"), *line(), *lost, *own))
    assert (first.problems, third.problems) == ((), ())
    said = "the HL of this patient's subscriber is missing (segment 18)"
    assert [problem.reason for problem in second.problems] == [said]


def test_a_segment_of_ten_megabytes_costs_its_own_claim_only() -> None:
    huge = f"NTE*ADD*{'x' * 10_000_000}"
    data = professional(*subscriber(), *claim("A"), *line(), *claim("B"), huge, *line(), *claim("C"), *line())
    found = [(one.fields["claim_id"], [problem.reason for problem in one.problems]) for one in claims(data)]
    assert found == [("A", []), ("B", ["is longer than 32768 characters (segment 20)"]), ("C", [])]


@pytest.mark.parametrize("chunk_bytes", [1, 2, 3, 4, 5, 7, 1000])
def test_what_stands_before_the_first_interchange_is_one_fault_however_it_arrives(chunk_bytes: int) -> None:
    data = b"BISA*LISA*\n ~" + professional(*subscriber(), *claim("A"), *line())
    found = list(read_claims(io.BytesIO(data), chunk_bytes))
    assert found[0] == X12Fault(1, "segment", "stands where an interchange must begin with ISA")
    assert [one.fields["claim_id"] for one in found[1:] if isinstance(one, X12Claim)] == ["A"]
    assert len(found) == 2
