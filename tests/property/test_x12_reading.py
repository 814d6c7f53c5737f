"""Whatever happens to the bytes of an 837: no crash, no claim lost or counted twice, no effect of how it is cut."""

import gzip
import io
import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radonc.intake import Accepted, read_records
from radonc.x12 import X12Claim, X12Fault, read_claims

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = tuple((SAMPLES / name).read_bytes() for name in (
    "dirt.837", "lung-sbrt-sixth-fraction.837", "prostate-imrt-physician.837", "skin-superficial.837",
))  # fmt: skip
PROFILES = ("priority-health", "evolent", "medicare")
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Found = X12Claim | X12Fault


class Trickle(io.RawIOBase):
    """A stream that gives as little as it likes at a time, as a network does."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._data, self._sizes, self._turn = data, sizes, 0

    def read(self, size: int = -1, /) -> bytes:
        self._turn += 1
        size = min(size, self._sizes[self._turn % len(self._sizes)])
        taken, self._data = self._data[:size], self._data[size:]
        return taken


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample with bytes, segments and stretches removed, doubled, swapped or overwritten."""
    data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        segments = data.split(b"~")
        first, second = draw(st.integers(0, len(segments) - 1)), draw(st.integers(0, len(segments) - 1))
        place, length = draw(st.integers(0, max(len(data) - 1, 0))), draw(st.integers(0, 40))
        junk = draw(
            st.binary(max_size=12) | st.sampled_from([b"ISA*", b"~ISA|", b"CLM*", b"SE*", b"~~", b"\0", b"*" * 9])
        )
        kind = draw(st.sampled_from(["remove", "double", "swap", "bytes", "insert", "cut"]))
        if kind == "remove":
            data = b"~".join(segments[:first] + segments[first + 1 :])
        elif kind == "double":
            data = b"~".join([*segments[: first + 1], *segments[first:]])
        elif kind == "swap":
            segments[first], segments[second] = segments[second], segments[first]
            data = b"~".join(segments)
        elif kind == "bytes":
            data = data[:place] + junk + data[place + length :]
        elif kind == "insert":
            data = data[:place] + junk + data[place:]
        else:
            data = data[:place]
    return data


def claim_segments(data: bytes) -> int:
    """Count CLM segments after a readable ISA by their text alone; the samples use * and ~."""
    return len(re.findall(rb"~[ \t\r\n]*CLM(?=[*~])|~[ \t\r\n]*CLM[^*~]", data))


@SLOW
@given(mutated())
def test_a_mutated_file_is_read_to_its_end_and_every_claim_ends_up_once(data: bytes) -> None:
    found = list(read_claims(io.BytesIO(data)))
    claims = [one for one in found if isinstance(one, X12Claim)]
    assert len({one.segment for one in claims}) == len(claims)
    outcomes = list(read_records(io.BytesIO(data), "mutated", known_payers=PROFILES))
    read = [one for one in outcomes if isinstance(one, Accepted)]
    set_aside = [one for one in outcomes if not isinstance(one, Accepted) and one.kind == "record"]
    if data.lstrip().startswith(b"ISA") and data[3:4] == b"*":
        assert len(read) + len(set_aside) == len(claims)


@SLOW
@given(st.sampled_from(FILES), st.data())
def test_a_file_missing_one_segment_loses_no_claim_but_the_one_whose_clm_is_gone(
    data: bytes, draws: st.DataObject
) -> None:
    segments = data.split(b"~\n")
    gone = draws.draw(st.integers(1, len(segments) - 2))
    rest = b"~\n".join(segments[:gone] + segments[gone + 1 :])
    claims = [one for one in read_claims(io.BytesIO(rest)) if isinstance(one, X12Claim)]
    assert len(claims) == claim_segments(rest)


@SLOW
@given(mutated(), st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_how_a_stream_is_cut_changes_nothing(data: bytes, sizes: list[int]) -> None:
    whole: list[Found] = list(read_claims(io.BytesIO(data)))
    assert list(read_claims(Trickle(data, sizes))) == whole
    assert list(read_claims(io.BytesIO(data), chunk_bytes=sizes[0])) == whole


@SLOW
@given(mutated(), st.lists(st.integers(1, 500), min_size=1, max_size=4))
def test_intake_gives_the_same_for_any_cut_and_for_gzip(data: bytes, sizes: list[int]) -> None:
    whole = list(read_records(io.BytesIO(data), "x", known_payers=PROFILES))
    assert list(read_records(Trickle(data, sizes), "x", known_payers=PROFILES)) == whole
    if data[:2] != b"\x1f\x8b":
        assert list(read_records(io.BytesIO(gzip.compress(data, 1)), "x", known_payers=PROFILES)) == whole


@SLOW
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_at_all_are_read_to_their_end(data: bytes) -> None:
    assert list(read_records(io.BytesIO(data), "x", known_payers=PROFILES)) != []


@SLOW
@given(
    st.sampled_from([b"ISA*", b"{", b"[", b"claim_id,procedure_code\n", b'{"resourceType":"Claim",']),
    st.binary(max_size=300),
)
def test_the_beginning_of_any_format_followed_by_anything_is_read_to_its_end(start: bytes, rest: bytes) -> None:
    assert list(read_records(io.BytesIO(start + rest), "x", known_payers=PROFILES)) != []
