"""What a batch is answered with beside decisions: the bytes the library writes, in parts, every claim accounted for."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from integration.claims import authorization, claim, deliveries, json_lines
from integration.service import Service
from x12_valid import named, x12_problems

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.answered import answered_claims
from radonc.answers.claim_response import claim_response
from radonc.answers.envelope import Envelope
from radonc.answers.remittance import remittance
from radonc.intake import Rejected, read_records
from radonc.patient import LOCAL_KEY, patient_key
from radonc.pipeline import decide
from radonc.records import ClaimRecord
from radonc.worklist import worklist_csv
from radonc_aws.admission import keyed
from radonc_aws.policies import policy_book

NO_CHARGE = [{name: value for name, value in line.items() if name != "charge"} for line in deliveries(1, 6)]
SENT: list[Any] = [
    authorization(),
    authorization("M3"),
    claim("PAID"),
    claim("PENDED", "M2"),
    claim("UNPRICED", "M3", lines=NO_CHARGE),
    claim("OLD", "M4", lines=[{**deliveries(1)[0], "procedure_code": "77252"}]),
    claim("PENDED", "M2", lines=deliveries(1, 9)),
    claim("UNREAD", "M5", received_date="soon"),
    "{broken",
]


def reports(service: Service) -> dict[str, str]:
    return {key.rsplit("/", 1)[1]: body.decode() for key, body in service.objects("reports/").items()}


def batch_of(service: Service) -> str:
    (batch_id,) = {key.split("/")[1] for key in service.objects("reports/")}
    return batch_id


def _keyed(claim: ClaimRecord) -> ClaimRecord:
    return claim.model_copy(update={"member_id": patient_key(claim.payer, claim.member_id, LOCAL_KEY)})


def envelope(batch_id: str, part: int) -> Envelope:
    return Envelope(day=date(2026, 1, 15), control_number=(int(batch_id[9:], 16) + part) % 999_999_999 + 1)


def test_each_format_is_what_the_library_writes_for_the_same_records_under_patient_keys(service: Service) -> None:
    service.drop("a.jsonl", json_lines(*SENT))
    service.pump()
    batch_id = batch_of(service)

    book = policy_book(())
    found = list(read_records(io.BytesIO(json_lines(*SENT)), batch_id, known_payers=book.payers))
    review = decide([one.record for one in found if not isinstance(one, Rejected)], book)
    claims = answered_claims([_keyed(each) for each in review.claims], review.decisions)
    refused = [(keyed(r, LOCAL_KEY), why) for r, why in zip(review.refused, review.rejects, strict=True)]
    unread = [one.as_json() for one in found if isinstance(one, Rejected)]
    written = reports(service)
    assert written["835-00000.x12"] == remittance(claims, envelope(batch_id, 0)).text
    assert written["277ca-00000.x12"] == acknowledgement(claims, [], envelope(batch_id, 0), refused).text
    assert written["277ca-00001.x12"] == acknowledgement([], unread, envelope(batch_id, 1)).text
    assert list(map(json.loads, written["claim-responses-00000.ndjson"].splitlines())) == list(
        map(claim_response, claims)
    )
    assert written["worklist.csv"] == worklist_csv(review.decisions)


def test_every_claim_is_in_each_format_or_left_out_of_it_for_a_reason(service: Service) -> None:
    service.drop("a.jsonl", json_lines(*SENT))
    service.pump()
    summary = json.loads(reports(service)["summary.json"])

    assert (summary["decided"], summary["rejected"], summary["balanced"]) == (4, 3, True)
    answers = summary["answers"]
    assert answers["277ca"] == {
        "claims": 6,
        "left_out": {"set aside without a claim number: nothing to match it by": 1},
    }
    assert answers["fhir"] == {"claims": 4, "left_out": {}}
    left_out = {
        "a line without a charge cannot balance": 1,
        "pended: a remittance has no status for a claim that waits": 1,
        "turned away by the front end: it is in the 277CA": 1,
    }
    assert answers["835"] == {"claims": 1, "left_out": left_out}


def test_the_answers_pass_their_judges_and_hold_no_member(service: Service, tmp_path: Path) -> None:
    service.drop("a.jsonl", json_lines(*(_of_member(each) for each in SENT)))
    service.pump()
    written = reports(service)

    for name in ("835-00000.x12", "277ca-00000.x12", "277ca-00001.x12"):
        assert x12_problems(written[name], tmp_path) == []
    responses = written["claim-responses-00000.ndjson"].splitlines()
    assert [list(fhirkit.validate(json.loads(line))) for line in responses] == [[]] * 4
    assert {row["claim_id"] for row in csv.DictReader(io.StringIO(written["worklist.csv"]))} >= {"PAID", "OLD"}
    assert [name for name, text in written.items() if "SECRET-MEMBER" in text] == []


def _of_member(record: Any) -> Any:
    return record if isinstance(record, str) else {**record, "member_id": f"SECRET-MEMBER-{record['member_id']}"}


def test_parts_hold_one_shard_each_and_have_control_numbers_of_their_own(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radonc_aws.batch_ledger.SHARD", 2)
    monkeypatch.setattr("radonc_aws.batch_report._UNREAD_PART", 2)
    records = [claim(f"C{number}", f"M{number}", lines=deliveries(1, 3 + number)) for number in range(5)]
    broken = [claim(f"B{number}", received_date="soon") for number in range(3)]
    service.drop("a.jsonl", json_lines(*records, *broken))
    service.pump()
    written = reports(service)

    acknowledged = {name: text for name, text in written.items() if name.startswith("277ca")}
    assert sorted(acknowledged) == [f"277ca-{part:05d}.x12" for part in range(5)]
    assert len({named(text, "ISA")[0][13] for text in acknowledged.values()}) == 5
    claims = [segment[2] for text in acknowledged.values() for segment in named(text, "TRN") if segment[1] == "2"]
    assert {f"C{number}" for number in range(5)} | {f"B{number}" for number in range(3)} <= set(claims)
    assert json.loads(written["summary.json"])["answers"]["277ca"] == {"claims": 8, "left_out": {}}
