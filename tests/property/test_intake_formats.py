"""Damaged JSON, FHIR and CSV files: read to their end, nothing lost, nothing counted twice."""

import io
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from radonc.intake import Accepted, Rejected, read_records

SAMPLES = Path(__file__).parents[1] / "samples"
PROFILES = ("priority-health", "evolent", "medicare")
BRIEF = settings(max_examples=80, deadline=None)
JUNK = st.binary(max_size=8) | st.sampled_from(
    [b'"', b"{", b"}", b"[", b"\n", b";", b"\0", b"\xff", b"1e999", b"\\ud800"]
)


def read(data: bytes) -> list[Accepted | Rejected]:
    return list(read_records(io.BytesIO(data), "x", known_payers=PROFILES))


def damaged(name: str) -> st.SearchStrategy[bytes]:
    """A sample with up to five stretches overwritten."""
    data = (SAMPLES / name).read_bytes()
    wound = st.tuples(st.integers(0, len(data)), st.integers(0, 30), JUNK)

    def wounded(wounds: list[tuple[int, int, bytes]]) -> bytes:
        changed = data
        for place, length, junk in wounds:
            changed = changed[:place] + junk + changed[place + length :]
        return changed

    return st.lists(wound, min_size=1, max_size=5).map(wounded)


@BRIEF
@given(damaged("dirt.jsonl"))
def test_every_line_of_damaged_json_lines_is_read_or_set_aside_once(data: bytes) -> None:
    found = read(b'{"claim_id": "FIRST"}\n' + data)
    lines = [number for number, line in enumerate(data.split(b"\n"), 2) if line.strip()]
    assert [one.position for one in found] == [{"line": number} for number in [1, *lines]]


@BRIEF
@given(damaged("skin-superficial.fhir.json"))
def test_a_damaged_bundle_is_read_or_set_aside(data: bytes) -> None:
    assert read(data) != []


@BRIEF
@given(damaged("skin-superficial.csv"))
def test_a_damaged_spreadsheet_never_gives_one_claim_twice(data: bytes) -> None:
    found = read(data)
    places = [one.position for one in found]
    assert places != []
    assert len({str(place) for place in places}) == len(places)


@BRIEF
@given(damaged("skin-superficial.csv"))
def test_what_is_read_from_damaged_cells_can_be_written_as_json(data: bytes) -> None:
    for one in read(data):
        written = str(one.as_json()) if isinstance(one, Rejected) else one.record.model_dump_json()
        assert written.encode()
