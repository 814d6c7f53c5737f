"""Mutated claim files of every format, for as long as one likes: nothing crashes, hangs, grows or gets lost.

A second for each sample here; RADONC_FUZZ_SECONDS=600 and RADONC_FUZZ_SEED=n are the long mode.
"""

import io
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from radonc.answers.acknowledgement import acknowledgement
from radonc.answers.answered import answered_claims
from radonc.answers.claim_response import claim_response
from radonc.answers.envelope import Envelope
from radonc.answers.remittance import remittance
from radonc.intake import Accepted, Rejected, read_records
from radonc.pipeline import decide
from radonc.policy_book import PolicyBook, load_book
from radonc.records import ClaimRecord

SECONDS = float(os.environ.get("RADONC_FUZZ_SECONDS", "1"))
SEED = int(os.environ.get("RADONC_FUZZ_SEED", "5"))
SLOWEST_ROUND_SECONDS = 10
GROWTH_BYTES = 96 * 1024 * 1024
SAMPLES = Path(__file__).parents[1] / "samples"
SEEDS = [
    "dirt.837", "skin-superficial.837", "dirt.jsonl", "skin-superficial.jsonl", "skin-superficial.csv",
    "skin-superficial.fhir.json", "independent/institutional.837", "independent/professional.837",
    "independent/claims.csv", "independent/claims.fhir.json", "independent/claims.jsonl",
]  # fmt: skip
TOKENS = [
    b"*", b"~", b":", b"^", b"~\n", b"LX*1~", b"CLM*X*1***11:B:1~", b"SE*1*0001~", b"ISA*", b"IEA*1*1~",
    b"HL*9*9*22*0~", b'"', b"{", b"}", b"[", b"]", b",", b";", b"\t", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"\x1f\x8b", b"null", b"true", b"-1", b"0", b"1e999", b"999999999999999999999", b"NaN",
    b"99991231", b"0000-00-00", b"'", b"=1+1", b"\\ud800", b"77427", b"77385", b"8", b"7", b"RD8", b"resourceType",
    b"claim_id",
]  # fmt: skip


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book()


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One to eight wounds: bytes changed, dropped, doubled, moved, or taken from another sample."""
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 2, 8, 64, 512)))
        piece = data[start:end]
        other = chance.choice(others)
        place = chance.randint(0, len(other))
        new = chance.choice((
            b"", chance.choice(TOKENS), piece * 2, bytes(byte ^ (1 << chance.randint(0, 7)) for byte in piece),
            other[place : place + chance.choice((4, 40, 400))], piece[::-1], chance.randbytes(4),
        ))  # fmt: skip
        data = data[:start] + new + data[end:]
    return data


def rounds(name: str) -> Iterator[tuple[int, bytes]]:
    """Mutations of one sample until the time is over, at least twenty."""
    chance = random.Random(f"{SEED} {name}")
    data = (SAMPLES / name).read_bytes()
    others = [(SAMPLES / other).read_bytes() for other in SEEDS]
    ends = time.monotonic() + SECONDS
    number = 0
    while number < 20 or time.monotonic() < ends:
        number += 1
        yield number, mutated(data, others, chance)


def memory_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@pytest.mark.parametrize("name", SEEDS)
def test_a_mutated_file_is_read_decided_and_answered_with_nothing_lost(name: str, book: PolicyBook) -> None:
    before = memory_bytes()
    for number, data in rounds(name):
        note = f"sample {name}, seed {SEED}, round {number}"
        began = time.monotonic()
        found = list(read_records(io.BytesIO(data), name, payers=book.payer_ids, known_payers=book.payers))
        assert all(isinstance(one, Accepted | Rejected) for one in found), note
        records = [one.record for one in found if isinstance(one, Accepted)]
        rejects = [one.as_json() for one in found if isinstance(one, Rejected)]
        review = decide(records, book)
        claims = sum(isinstance(record, ClaimRecord) for record in records)
        assert len(review.decisions) + len(review.rejects) + review.duplicates == claims, note
        answered = answered_claims(review.claims, review.decisions)
        envelope = Envelope(day=date(2025, 7, 2))
        remitted = remittance(answered, envelope)
        acknowledged = acknowledgement(answered, rejects, envelope, zip(review.refused, review.rejects, strict=True))
        assert len([claim_response(one) for one in answered]) == len(review.decisions), note
        assert remitted.text.count("\nCLP") + len(remitted.left_out) == len(answered), note
        listed = sum(
            line.startswith("HL") and line.rstrip()[:-1].endswith("PT") for line in acknowledged.text.split("\n")
        )
        refused = [each for each in rejects if each["kind"] == "record"]
        assert listed + len(acknowledged.left_out) == len(answered) + len(refused) + len(review.rejects), note
        assert time.monotonic() - began < SLOWEST_ROUND_SECONDS, note
    assert memory_bytes() - before < GROWTH_BYTES
