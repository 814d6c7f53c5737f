"""FHIR R4 claims and authorization answers in the fields of records."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest

from radonc.intake import Accepted, Rejected, read_records

PROFILES = ("priority-health", "evolent", "medicare")
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "bfd"
NPI, OTHER_NPI = "1457398216", "1972501864"
CPT = "http://www.ama-assn.org/go/cpt"
ICD_10 = "http://hl7.org/fhir/sid/icd-10-cm"
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"


def coded(code: str, system: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def by_npi(npi: str) -> dict[str, Any]:
    return {"identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": npi}}


def item(sequence: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "diagnosisSequence": [20],
        "productOrService": coded("77427", CPT),
        "servicedDate": "2025-06-06",
        "locationCodeableConcept": coded("22"),
        "quantity": {"value": 1},
    } | changed


def claim(**changed: Any) -> dict[str, Any]:
    return {
        "resourceType": "Claim",
        "identifier": [{"value": "C1"}],
        "status": "active",
        "use": "claim",
        "type": coded("professional"),
        "patient": {"identifier": {"type": coded("MB"), "value": "M1"}},
        "created": "2025-06-30T10:00:00Z",
        "insurer": {"identifier": {"value": "38217"}},
        "provider": by_npi(NPI),
        "diagnosis": [
            {"sequence": 20, "diagnosisCodeableConcept": coded("C61", ICD_10)},
            {"sequence": 10, "diagnosisCodeableConcept": coded("Z51.0", ICD_10)},
        ],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "plan"}, "preAuthRef": ["A1"]}],
        "item": [item()],
    } | changed


def answer(**changed: Any) -> dict[str, Any]:
    return {
        "resourceType": "ClaimResponse",
        "status": "active",
        "use": "preauthorization",
        "outcome": "complete",
        "patient": {"identifier": {"type": coded("MB"), "value": "M1"}},
        "created": "2025-05-12",
        "insurer": {"identifier": {"value": "38217"}},
        "requestor": by_npi(NPI),
        "preAuthRef": "A1",
        "preAuthPeriod": {"start": "2025-05-12", "end": "2025-08-31"},
        "addItem": [{"productOrService": coded("77385", CPT), "quantity": {"value": 28}}],
    } | changed


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    entries = [
        {"fullUrl": f"urn:uuid:{one.get('id', number)}", "resource": one} for number, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def read(*resources: dict[str, Any]) -> list[Accepted | Rejected]:
    data = "".join(f"{json.dumps(one)}\n" for one in resources).encode()
    return list(read_records(io.BytesIO(data), "x", payers={"38217": "priority-health"}, known_payers=PROFILES))


def record(resource: dict[str, Any]) -> dict[str, Any]:
    [found] = read(resource)
    assert isinstance(found, Accepted), found
    return found.record.model_dump(mode="json", exclude_defaults=True)


def problems(resource: dict[str, Any]) -> list[tuple[str, str]]:
    rejected = [found.as_json() for found in read(resource) if isinstance(found, Rejected)]
    return [(one["field"], one["reason"]) for found in rejected for one in found["problems"]]


def test_a_claim_is_read_with_its_diagnoses_in_order_and_pointers_by_sequence() -> None:
    assert record(claim()) == {
        "claim_id": "C1",
        "payer": "priority-health",
        "claim_type": "professional",
        "received_date": "2025-06-30",
        "member_id": "M1",
        "billing_provider_npi": NPI,
        "place_of_service": "22",
        "diagnoses": ["Z510", "C61"],
        "authorization_number": "A1",
        "lines": [
            {
                "line_number": 1,
                "procedure_code": "77427",
                "units": 1,
                "service_date": "2025-06-06",
                "diagnosis_pointers": [2],
            }
        ],
    }


def test_an_institutional_claim_has_bill_type_receipt_attending_provider_periods_and_documents() -> None:
    carin = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType"
    found = record(
        claim(
            type=coded("institutional"),
            careTeam=[{"sequence": 1, "provider": by_npi(OTHER_NPI), "role": coded("attending")}],
            supportingInfo=[
                {"sequence": 1, "category": coded("typeofbill", carin), "code": coded("131")},
                {"sequence": 2, "category": coded("clmrecvddate", carin), "timingDate": "2025-07-01"},
                {"sequence": 3, "category": coded("attachment"), "code": coded("OZ")},
                {"sequence": 4, "category": coded("attachment"), "code": {"text": "dose plan"}},
            ],
            item=[
                item(
                    1,
                    productOrService=coded("77385", CPT),
                    revenue=coded("0333"),
                    modifier=[coded("59"), coded("XS")],
                    servicedPeriod={"start": "2025-06-02", "end": "2025-06-04"},
                    servicedDate=None,
                    locationCodeableConcept={},
                    quantity={"value": 3.0},
                    net={"value": 3750.5, "currency": "USD"},
                    bodySite={"text": "prostate"},
                    informationSequence=[3],
                    extension=[{"url": f"{PAS}extension-authorizationNumber", "valueString": "A2"}],
                ),
                item(2, locationCodeableConcept={}),
            ],
        )
    )
    assert (found["bill_type"], found["received_date"], found["rendering_provider_npi"]) == (
        "131",
        "2025-07-01",
        OTHER_NPI,
    )
    assert found["lines"][0] == {
        "line_number": 1,
        "procedure_code": "77385",
        "modifiers": ["59", "XS"],
        "units": 3,
        "service_date": "2025-06-02",
        "service_date_end": "2025-06-04",
        "diagnosis_pointers": [2],
        "authorization_number": "A2",
        "treatment_site": "prostate",
        "revenue_code": "0333",
        "charge": "3750.5",
        "documents": ["OZ"],
    }
    assert found["lines"][1]["documents"] == ["OZ", "dose plan"]


@pytest.mark.parametrize(
    ("relationship", "frequency"),
    [("replaces", "7"), ("prior", "7"), ("voids", "8")],
)
def test_a_related_claim_makes_a_replacement_or_a_void(relationship: str, frequency: str) -> None:
    related = {"claim": {"identifier": {"value": "C0"}}, "relationship": coded(relationship)}
    found = record(claim(related=[related]))
    assert (found["frequency_code"], found["original_claim_id"]) == (frequency, "C0")


def test_an_associated_claim_is_no_replacement() -> None:
    related = {"claim": {"identifier": {"value": "C0"}}, "relationship": coded("associated")}
    assert "frequency_code" not in record(claim(related=[related]))


def test_references_are_followed_inside_a_bundle_and_to_contained_resources() -> None:
    sent = claim(
        id="c1",
        patient={"reference": "Patient/p"},
        provider={"reference": "urn:uuid:role"},
        insurer={"reference": "#payer"},
        contained=[{"resourceType": "Organization", "id": "payer", "identifier": [{"value": "38217"}]}],
        diagnosis=[{"sequence": 20, "diagnosisReference": {"reference": "https://x.example/fhir/Condition/k"}}],
        related=[{"claim": {"reference": "Claim/c0"}, "relationship": coded("replaces")}],
        insurance=[{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/v"}}],
    )
    practitioner = {"resourceType": "Practitioner", "id": "dr", "identifier": [by_npi(NPI)["identifier"]]}
    others: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p", "identifier": [{"type": coded("MR"), "value": "CHART"}]},
        {"resourceType": "Coverage", "id": "v", "subscriberId": "M7"},
        {"resourceType": "PractitionerRole", "id": "role", "practitioner": {"reference": "Practitioner/dr"}},
        practitioner,
        {"resourceType": "Condition", "id": "k", "code": coded("C61", ICD_10)},
        claim(id="c0", identifier=[{"value": "ORIGINAL"}]),
    ]
    first, original = read(bundle(sent, *others))
    assert isinstance(first, Accepted)
    found = first.record.model_dump(mode="json", exclude_defaults=True)
    assert (found["member_id"], found["billing_provider_npi"], found["payer"]) == ("M7", NPI, "priority-health")
    assert (found["diagnoses"], found["original_claim_id"]) == (["C61"], "ORIGINAL")
    assert (first.position, original.position) == ({"line": 1, "entry": 1}, {"line": 1, "entry": 7})


def test_resources_a_line_each_are_read_one_by_one() -> None:
    found = read(claim(), claim(identifier=[{"value": "C2"}], status="draft"), claim(identifier=[{"value": "C3"}]))
    assert [(one.position, isinstance(one, Accepted)) for one in found] == [
        ({"line": 1}, True), ({"line": 2}, False), ({"line": 3}, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"status": "cancelled"}, "status", "must be active: drafts, errors and cancelled claims are not adjudicated"),
        ({"use": "preauthorization"}, "use", "must be claim: a request for authorization is not adjudicated"),
        ({"insurer": {"identifier": {"value": "99"}}}, "payer", "unknown payer: no policy profile"),
        ({"insurer": {}}, "payer", "is required"),
        ({"patient": {}}, "member_id", "is required"),
        ({"provider": {"identifier": {"value": NPI}}}, "billing_provider_npi", "is required"),
        ({"type": coded("oral")}, "claim_type", "is required"),
        ({"item": [item(quantity={"value": 1.5})]}, "lines[0].units", "item.quantity must be a whole number"),
        ({"item": [item(quantity={})]}, "lines[0].units", "item.quantity must be a whole number"),
        ({"item": [item(servicedDate=None)]}, "lines[0].service_date", "servicedDate or servicedPeriod.start"),
        ({"item": [item(diagnosisSequence=[9])]}, "lines[0].diagnosis_pointers", "diagnosisSequence names"),
        ({"item": [item(productOrService=coded("D1", "urn:x"))]}, "lines[0].procedure_code", "is required"),
        ({"item": [item(detail=[{"productOrService": coded("77014", CPT)}])]}, "lines[0].procedure_code", "services"),
        ({"item": [item() | {"sequence": "x"}]}, "item.0.sequence", "Input should be a valid integer"),
        ({"item": 3}, "item", "Input should be a valid tuple"),
        ({"diagnosis": [{"sequence": 20, "diagnosisCodeableConcept": coded("185", "http://hl7.org/fhir/sid/icd-9-cm")}]},
         "diagnoses[0]", "is ICD-9-CM"),
        ({"diagnosis": [{"sequence": 20, "diagnosisReference": {"reference": "Condition/none"}}]},
         "diagnoses[0]", "has no ICD-10-CM code that can be found"),
        ({"insurance": [{"preAuthRef": ["A1", "A2"], "focal": True}]}, "authorization_number", "insurance.preAuthRef"),
        ({"related": [{"relationship": coded("replaces")}]}, "original_claim_id", "is required with frequency_code 7"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_read_names_its_field_and_reason(
    changed: dict[str, Any], field: str, reason: str
) -> None:
    (name, said), *_ = problems(claim(**changed))
    assert name == field
    assert said.startswith(reason)


def test_other_resources_are_refused_by_themselves_and_pass_unseen_in_a_bundle() -> None:
    refused = "resources of this type are not read, only Claim, ClaimResponse and Bundles of them"
    assert problems({"resourceType": "Patient", "id": "p"}) == [("resourceType", refused)]
    mixed = read(bundle({"resourceType": "Patient"}, claim(), {"resourceType": "ExplanationOfBenefit"}))
    assert [isinstance(one, Accepted) for one in mixed] == [True, False]


def test_an_authorization_answer_is_an_authorization_record() -> None:
    assert record(answer()) == {
        "type": "authorization",
        "authorization_number": "A1",
        "payer": "priority-health",
        "member_id": "M1",
        "procedure_code": "77385",
        "approved_fractions": 28,
        "provider_npi": NPI,
        "valid_from": "2025-05-12",
        "valid_to": "2025-08-31",
        "received_date": "2025-05-12",
    }


def reviewed(sequence: int, action: str, *more: dict[str, Any]) -> dict[str, Any]:
    code = {"url": f"{PAS}extension-reviewActionCode", "valueCodeableConcept": coded(action)}
    review = {"url": f"{PAS}extension-reviewAction", "extension": [code]}
    return {"itemSequence": sequence, "extension": list(more), "adjudication": [{"extension": [review]}]}


def test_each_approved_item_of_an_answer_is_one_authorization_and_a_refused_one_is_none() -> None:
    request = claim(
        id="r1",
        use="preauthorization",
        item=[
            item(1, productOrService=coded("77385", CPT), quantity={"value": 28}),
            item(2, productOrService=coded("G6002", CPT), quantity={"value": 28}),
            item(3, productOrService=coded("77470", CPT), quantity={"value": 1}),
        ],
    )
    detail = {
        "url": f"{PAS}extension-itemAuthorizedDetail",
        "extension": [
            {"url": "productOrServiceCode", "valueCodeableConcept": coded("G6001", CPT)},
            {"url": "quantity", "valueQuantity": {"value": 20}},
        ],
    }
    period = {"url": f"{PAS}extension-itemPreAuthPeriod", "valuePeriod": {"start": "2025-06-01", "end": "2025-07-31"}}
    number = {"url": f"{PAS}extension-authorizationNumber", "valueString": "A1-2"}
    replied = answer(
        request={"reference": "Claim/r1"},
        addItem=[],
        item=[reviewed(1, "A1"), reviewed(2, "A6", detail, period, number), reviewed(3, "A3")],
    )
    found = [one.record.model_dump(mode="json") for one in read(bundle(replied, request)) if isinstance(one, Accepted)]
    shown = ("authorization_number", "procedure_code", "approved_fractions", "valid_from", "valid_to")
    assert [tuple(one[name] for name in shown) for one in found] == [
        ("A1", "77385", 28, "2025-05-12", "2025-08-31"),
        ("A1-2", "G6001", 20, "2025-06-01", "2025-07-31"),
    ]


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"use": "claim"}, "use", "is not an active answer to a request for authorization"),
        ({"outcome": "queued"}, "use", "is not an active answer to a request for authorization"),
        ({"addItem": []}, "procedure_code", "the answer approves no service with a procedure code"),
        ({"addItem": [], "item": [reviewed(1, "A3")]}, "procedure_code", "the answer approves no service with a"),
        ({"preAuthRef": None}, "authorization_number", "is required"),
        (
            {"insurer": {"identifier": {"value": "99"}}},
            "payer",
            "unknown payer: no policy profile",
        ),
    ],
)
def test_an_answer_that_authorizes_nothing_names_its_reason(changed: dict[str, Any], field: str, reason: str) -> None:
    [found] = read(answer(**changed))
    assert isinstance(found, Rejected)
    assert (found.field, found.reason[: len(reason)]) == (field, reason)


def test_no_shape_of_a_field_makes_reading_fail() -> None:
    odd: list[Any] = [None, 0, "x", [], {}, [None], [1], [{}], {"coding": 1}, {"coding": [1]}, {"identifier": 1}]
    for sent in (claim(), answer()):
        for name in sent:
            for value in odd:
                changed = copy.deepcopy(sent) | {name: value}
                assert len(read(changed)) == 1, (name, value)
                assert len(read(bundle(changed))) <= 2, (name, value)


def test_references_in_a_circle_end() -> None:
    circle = {"resourceType": "PractitionerRole", "id": "a", "practitioner": {"reference": "#a"}}
    found = problems(claim(provider={"reference": "#a"}, contained=[circle]))
    assert found == [("billing_provider_npi", "is required")]


def test_extensions_without_bottom_are_set_aside_with_a_short_path() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"extension": [deep]}
    [(field, reason)] = problems(claim(item=[item(extension=[deep])]))
    assert (field, reason) == (
        "item.0.extension.0.extension.0.extension.0",
        "Recursion error - cyclic reference detected",
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="public samples are not beside this checkout")
@pytest.mark.parametrize("name", ["claimFissRead", "claimMcsRead", "claimResponseFissRead", "eobReadCarrier"])
def test_a_public_sample_is_set_aside_with_its_reason(name: str) -> None:
    with (SAMPLES / f"{name}.json").open("rb") as stream:
        [found] = read_records(stream, name, known_payers=PROFILES)
    assert isinstance(found, Rejected)
    expected = {"claimFissRead": "diagnoses[0]", "claimMcsRead": "diagnoses[1]", "eobReadCarrier": "resourceType"}
    assert found.field == expected.get(name, "item.0.itemSequence")
