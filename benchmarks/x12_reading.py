"""Reading 837 against pyx12, whose `RawX12File` only cuts segments and whose `X12Reader` follows the envelopes too.

Ours reads every field of every claim; checking the claims as records comes on top and is measured by itself.
"""

import io
import tracemalloc
from collections.abc import Iterable
from functools import partial

from pyx12.rawx12file import RawX12File
from pyx12.x12file import X12Reader

from benchmarks.measure import Ratio, seconds
from radonc.intake import read_records
from radonc.x12.reader import read_claims
from radonc.x12.segments import SegmentCutter

CLAIMS = 2_000
LINES = 10
MEMORY_CLAIMS = (500, 5_000)  # ten times the claims must not take more memory
_ISA = "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *250701*1200*^*00501*000000001*0*T*:"
_PAYERS = {"priority-health": "priority-health"}


def ratios() -> list[Ratio]:
    """Read one professional file of 20,000 lines in five ways."""
    file = professional(CLAIMS)
    raw, cut, followed, read, checked = seconds(
        partial(_exhaust_raw, file),
        partial(_cut, file),
        partial(_follow, file),
        partial(_read, file),
        partial(_check, file),
    )
    small, large = (_peak(professional(claims)) for claims in MEMORY_CLAIMS)
    return [
        Ratio("pyx12 X12Reader / reading 837 claims", followed / read, _rate(read), at_least=10),
        Ratio("pyx12 RawX12File / reading 837 claims", raw / read, "its segments against our fields"),
        Ratio("pyx12 RawX12File / cutting segments", raw / cut, f"{len(file) / cut / 1e6:.0f} MB/s"),
        Ratio("pyx12 X12Reader / reading and checking", followed / checked, _rate(checked)),
        Ratio("memory of ten times the claims", large / small, f"{large / 1e6:.1f} MB at the most", at_most=1.5),
    ]


def _rate(taken: float) -> str:
    return f"{CLAIMS * LINES / taken:,.0f} service lines/s"


def professional(claims: int) -> bytes:
    """Return an 837P file of one interchange, ten service lines a claim. No randomness."""
    body = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20250702*1200*CH", "HL*1**20*1"]
    body += ["NM1*85*2*ONCOLOGY GROUP*****XX*1457398216", "N3*1 MAIN ST", "N4*GRAND RAPIDS*MI*49503"]
    for number in range(claims):
        body += [f"HL*{number + 2}*1*22*0", "SBR*P*18*******CI", f"NM1*IL*1*DOE*JANE****MI*M{number:07d}"]
        body += ["NM1*PR*2*PAYER*****PI*priority-health", f"CLM*C{number}*4000***11:B:1*Y*A*Y*Y", "HI*ABK:C61"]
        for line in range(1, LINES + 1):
            body += [
                f"LX*{line}",
                "SV1*HC:77412*250*UN*1***1",
                f"DTP*472*D8*202506{line + 1:02d}",
                f"REF*6R*{number}{line}",
            ]
    body += [f"SE*{len(body) + 1}*0001", "GE*1*1", "IEA*1*000000001"]
    head = [_ISA, "GS*HC*S*R*20250701*1200*1*X*005010X222A1"]
    return "".join(f"{segment}~\n" for segment in [*head, *body]).encode()


def _text(file: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(file), "ascii")


def _exhaust(things: Iterable[object]) -> int:
    return sum(1 for _ in things)


def _exhaust_raw(file: bytes) -> int:
    return _exhaust(RawX12File(_text(file)))


def _follow(file: bytes) -> int:
    return _exhaust(X12Reader(_text(file)))


def _cut(file: bytes) -> int:
    return sum(_exhaust(batch.texts) for batch in SegmentCutter(io.BytesIO(file)).batches())


def _read(file: bytes) -> int:
    return _exhaust(read_claims(io.BytesIO(file)))


def _check(file: bytes) -> int:
    return _exhaust(read_records(io.BytesIO(file), "file", payers=_PAYERS))


def _peak(file: bytes) -> int:
    """Return the bytes that reading held at once, the file itself left out."""
    tracemalloc.start()
    _check(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
