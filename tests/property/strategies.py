"""Claims, replacements, voids and authorizations of a few members, close enough in time to meet in one course."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from radonc.records import AuthorizationRecord, ClaimRecord, Record, parse_record

FIRST_DAY = date(2025, 3, 3)
PAYERS = ("priority-health", "evolent", "medicare")
MEMBERS = ("MEMBER-A", "MEMBER-B")
PROVIDERS = ("1234567893", "1245319599")
CODES = (
    "77263", "77280", "77290", "77293", "77295", "77300", "77301", "77307", "77331", "77334", "77336", "77338", "77370",
    "77372", "77373", "77385", "77386", "77387", "77401", "77407", "77412", "77417", "77427", "77432", "77435", "77470",
    "77523", "77014", "77600", "77771", "G0339", "G0340", "G6001", "G6002", "G6012", "G6015", "G6017",
)  # fmt: skip
DIAGNOSES = ("C61", "C50.911", "C50.412", "C34.11", "C34.90", "C79.31", "C44.319", "Z51.0")
NUMBERS = ("AUT-1", "AUT-2")
GIVEN = ("77385", "77386", "77412", "77373", "77372", "77401", "77525", "G6002", "G6015")


def days() -> st.SearchStrategy[date]:
    """Service dates of about eleven weeks."""
    return st.integers(0, 80).map(lambda offset: FIRST_DAY + timedelta(days=offset))


@st.composite
def lines(draw: st.DrawFn, professional: bool) -> dict[str, Any]:
    """One service line, without its number."""
    modifiers = ["", "26", "59", "76", "LT"] if professional else ["", "59", "76", "XE"]
    modifier = draw(st.sampled_from(modifiers))
    line: dict[str, Any] = {
        "procedure_code": draw(st.sampled_from(CODES)),
        "units": draw(st.integers(1, 3)),
        "service_date": draw(days()).isoformat(),
        "modifiers": [modifier] if modifier else [],
    }
    if draw(st.integers(0, 4)) == 0:
        line["treatment_site"] = draw(st.sampled_from(["left breast", "prostate"]))
    return line


@st.composite
def claims(draw: st.DrawFn, payer: str, member: str, claim_id: str) -> ClaimRecord:
    """One claim of up to six lines, received after its last service."""
    professional = draw(st.booleans())
    own = [dict(line) for line in draw(st.lists(lines(professional), min_size=1, max_size=6))]
    for number, line in enumerate(own, 1):
        line["line_number"] = number
    latest = max(date.fromisoformat(line["service_date"]) for line in own)
    claim: dict[str, Any] = {
        "claim_id": claim_id,
        "payer": payer,
        "claim_type": "professional" if professional else "institutional",
        "received_date": (latest + timedelta(days=draw(st.integers(0, 30)))).isoformat(),
        "member_id": member,
        "billing_provider_npi": draw(st.sampled_from(PROVIDERS)),
        "diagnoses": draw(st.lists(st.sampled_from(DIAGNOSES), min_size=1, max_size=2, unique=True)),
        "lines": own,
    }
    claim |= {"place_of_service": draw(st.sampled_from(["11", "22"]))} if professional else {"bill_type": "131"}
    if draw(st.booleans()):
        claim["authorization_number"] = draw(st.sampled_from(NUMBERS))
    return _claim(claim)


@st.composite
def corrections(draw: st.DrawFn, original: ClaimRecord) -> ClaimRecord:
    """A replacement or a void of a claim, received later; a replacement may reuse the id."""
    frequency = draw(st.sampled_from(["7", "8"]))
    own_id = original.claim_id if draw(st.booleans()) else f"{original.claim_id}-R"
    later = original.received_date + timedelta(days=draw(st.integers(1, 20)))
    changed = original.model_dump(mode="json") | {
        "claim_id": own_id,
        "frequency_code": frequency,
        "original_claim_id": original.claim_id,
        "received_date": later.isoformat(),
    }
    changed["lines"] = changed["lines"][: draw(st.integers(1, len(changed["lines"])))]
    return _claim({name: value for name, value in changed.items() if value is not None})


@st.composite
def authorizations(draw: st.DrawFn, payer: str, member: str) -> AuthorizationRecord:
    """One record of one of two authorization numbers."""
    record = parse_record(
        {
            "type": "authorization",
            "authorization_number": draw(st.sampled_from(NUMBERS)),
            "payer": payer,
            "member_id": member,
            "procedure_code": draw(st.sampled_from(GIVEN)),
            "approved_fractions": draw(st.integers(1, 40)),
        }
    )
    assert isinstance(record, AuthorizationRecord)
    return record


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Records of two members at one payer: authorizations, claims, some of them corrected."""
    payer = draw(st.sampled_from(PAYERS))
    found: list[Record] = []
    for member in MEMBERS:
        found += draw(st.lists(authorizations(payer, member), max_size=2))
        for number in range(draw(st.integers(1, 3))):
            claim = draw(claims(payer, member, f"{member[-1]}{number}"))
            found.append(claim)
            if draw(st.integers(0, 3)) == 0:
                found.append(draw(corrections(claim)))
    return found


def _claim(table: dict[str, Any]) -> ClaimRecord:
    for line in table["lines"]:
        for name in [name for name, value in line.items() if value is None]:
            del line[name]
    record = parse_record(table)
    assert isinstance(record, ClaimRecord)
    return record
