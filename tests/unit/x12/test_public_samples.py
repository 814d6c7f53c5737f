"""Claim and line counts of public sample files, against a count of their raw CLM and LX segments."""

import re
from pathlib import Path

import pytest

from radonc.x12 import X12Claim, X12Fault, read_claims

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
CLAIM_FILES = sorted([*SAMPLES.glob("lfh_x12/*.837*"), *SAMPLES.glob("imsweb/*.txt")])
REMITTANCES = sorted(SAMPLES.glob("lfh_x12/*.835"))
WITHOUT_ISA = "x12_no_isa_line.txt"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="public samples are not beside this checkout")


def raw_count(text: str, segment_id: str) -> int:
    """Count segments by what stands before and after their id, whatever the separators."""
    return len(re.findall(rf"(?:^|[~_]\s*){segment_id}[*~]", text))


@pytest.mark.parametrize("path", CLAIM_FILES, ids=lambda path: path.name)
def test_every_claim_and_line_of_a_sample_is_read(path: Path) -> None:
    text = path.read_text("latin-1")
    with path.open("rb") as stream:
        claims = [found for found in read_claims(stream) if isinstance(found, X12Claim)]
    expected = (0, 0) if path.name == WITHOUT_ISA else (raw_count(text, "CLM"), raw_count(text, "LX"))
    assert (len(claims), sum(claim.line_count for claim in claims)) == expected


def test_the_sample_without_an_isa_is_one_fault_and_no_claim() -> None:
    with (SAMPLES / "imsweb" / WITHOUT_ISA).open("rb") as stream:
        assert list(read_claims(stream)) == [X12Fault(1, "segment", "stands where an interchange must begin with ISA")]


@pytest.mark.parametrize("path", REMITTANCES, ids=lambda path: path.name)
def test_a_remittance_is_refused_as_not_being_a_claim(path: Path) -> None:
    with path.open("rb") as stream:
        assert list(read_claims(stream)) == [X12Fault(3, "ST01", "transaction set '835' is not an 837 claim")]


def test_the_samples_are_found_where_they_are_looked_for() -> None:
    assert (len(CLAIM_FILES), len(REMITTANCES)) == (36, 5)
