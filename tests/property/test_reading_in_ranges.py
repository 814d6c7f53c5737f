"""A file read in ranges, each by a reader that knows only the checkpoint, gives what one reading gives."""

import dataclasses
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from x12_claims import billing, claim, group, interchange, line, subscriber, transaction

from radonc.intake import Accepted, Checkpoint, Rejected, read_range, read_records

SAMPLES = Path(__file__).parents[1] / "samples"
BATCHES = Path(__file__).parents[2] / "events" / "batches"
PROFILES = ("priority-health", "evolent", "medicare")
BRIEF = settings(max_examples=40, deadline=None)
CSV_ROWS = (SAMPLES / "skin-superficial.csv").read_bytes().split(b"\n")


def three_transactions() -> bytes:
    """Two groups of their own kind, patients below subscribers, claims apart from their subscriber's HL, a wrong SE."""
    dependent = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*KIM"]
    professional = transaction(
        *billing(), *subscriber(), *claim("P1"), *line(), *dependent, *claim("P2"), *line(), *claim("P3"), *line()
    )
    wrong = [*transaction(*billing(), *subscriber("M2"), *claim("P4"), *line(), control="0002")[:-1], "SE*99*7"]
    hospital = transaction(
        *billing("1234567893"), *subscriber("M3"), *claim("H1", "13:A:1"), "LX*1", version="005010X223A2"
    )
    groups = [*group(*professional, *wrong, transactions=3), *group(*hospital, version="005010X223A2")]
    return interchange(*groups, groups=2)


def apart() -> bytes:
    """The rows of each claim of a spreadsheet, then the first claim's rows again, blank and damaged ones between."""
    header, *rows = [row for row in CSV_ROWS if row.strip()]
    first = rows[0].split(b",")[0]
    return b"\n".join([header, *rows, b"", b"\xff,", *(row for row in rows if row.startswith(first)), b""])


def one_line(path: Path) -> bytes:
    """A JSON document without its line ends."""
    return json.dumps(json.loads(path.read_bytes())).encode()


FILES = {
    "837": (SAMPLES / "dirt.837").read_bytes(),
    "837 of several transactions": three_transactions(),
    "two 837s with other separators": three_transactions()
    + three_transactions().replace(b"*", b"|").replace(b"~\n", b"\x1d"),
    "837 of a physician group": (BATCHES / "physician-group.837").read_bytes(),
    "json lines": (SAMPLES / "dirt.jsonl").read_bytes(),
    "fhir lines": b"\n\n".join([one_line(SAMPLES / "skin-superficial.fhir.json")] * 3),
    "csv": apart(),
    "packed json lines": gzip.compress((SAMPLES / "dirt.jsonl").read_bytes()),
    "packed json lines cut off": gzip.compress((SAMPLES / "dirt.jsonl").read_bytes())[:-20],
    "packed 837": gzip.compress(three_transactions()),
    "one fhir document": (SAMPLES / "skin-superficial.fhir.json").read_bytes(),
    "blank lines": b"\n" * 500,
    "nothing that is read": b"PK\x03\x04 a zip",
}  # fmt: skip

Found = list[Accepted | Rejected]


def at_once(data: bytes) -> Found:
    return list(read_records(io.BytesIO(data), "x", known_payers=PROFILES))


def in_ranges(data: bytes, length: int) -> tuple[Found, list[Checkpoint]]:
    """Read on from checkpoint to checkpoint; each one goes through JSON, as it does between functions."""
    found: Found = []
    checkpoints: list[Checkpoint] = []
    begin: Checkpoint | None = None
    while True:
        start = begin.offset if begin and not begin.packed else 0
        read = list(read_range(io.BytesIO(data[start:]), "x", begin=begin, length=length, known_payers=PROFILES))
        found += [one for one in read if not isinstance(one, Checkpoint)]
        if not read or not isinstance(read[-1], Checkpoint):
            return found, checkpoints
        begin = Checkpoint(**json.loads(json.dumps(dataclasses.asdict(read[-1]))))
        checkpoints.append(begin)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("length", [1, 150, 400, 1000])
def test_ranges_give_the_same_records_rejects_positions_and_order(name: str, length: int) -> None:
    found, _ = in_ranges(FILES[name], length)
    assert found == at_once(FILES[name])


@BRIEF
@given(st.sampled_from([name for name in FILES if "packed" not in name]), st.data())
def test_damaged_files_read_the_same_in_ranges(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    place, size = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 40))
    junk = data.draw(st.binary(max_size=8) | st.sampled_from([b"~", b"~HL*9**22*0~", b"\n", b"ISA*", b"~ST*837*1~"]))
    damaged = content[:place] + junk + content[place + size :]
    found, checkpoints = in_ranges(damaged, data.draw(st.integers(1, 3000)))
    assert found == at_once(damaged)
    offsets = [checkpoint.offset for checkpoint in checkpoints]
    assert offsets == sorted(set(offsets))


def test_a_range_ends_where_a_subscriber_begins_and_counts_from_the_start_of_the_file() -> None:
    file = FILES["837 of several transactions"]
    _, checkpoints = in_ranges(file, 1)
    assert [file[each.offset :].lstrip()[:3] for each in checkpoints] == [b"HL*"] * len(checkpoints)
    levels = [at for at, each in enumerate(file.split(b"~"), 1) if each.strip()[:2] == b"HL" and b"*23*" not in each]
    assert [each.context["segments"] + 1 for each in checkpoints] == levels


def test_a_checkpoint_holds_nothing_of_a_person_even_where_a_damaged_file_puts_it_elsewhere() -> None:
    file = three_transactions()
    for old, new in ((b"*0002*", b"*JANE*"), (b"X222A1", b"JANE"), (b"XX*14573", b"XX*JANE"), (b"20250702", b"JANE")):
        _, checkpoints = in_ranges(file.replace(old, new), 1)
        assert checkpoints
        written = json.dumps([dataclasses.asdict(each) for each in checkpoints])
        assert [secret for secret in ("JANE", "DOE", "M0001", "KIM") if secret in written] == []


def test_a_packed_file_is_read_again_to_its_offset_and_says_how_much_of_it_is_taken() -> None:
    packed = FILES["packed json lines"]
    _, checkpoints = in_ranges(packed, 400)
    assert {each.packed for each in checkpoints} == {True}
    assert {each.taken for each in checkpoints} == {len(packed)}
