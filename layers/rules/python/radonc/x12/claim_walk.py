"""Walk the segments of an 837: whose claims they are, and what each claim holds."""

from collections.abc import Callable, Mapping
from typing import Any

from radonc.npi import npi_is_valid
from radonc.records import Problem
from radonc.x12.claim import OpenClaim, X12Claim, X12Fault
from radonc.x12.elements import elements
from radonc.x12.envelope import Envelope
from radonc.x12.level import Level
from radonc.x12.passed_over import PASSED_OVER
from radonc.x12.segments import DAMAGED
from radonc.x12.separators import Separators
from radonc.x12.service_line import ServiceLines

Handler = Callable[[str, int], None]
_NO_NPI = "0"


class ClaimWalk:
    """Goes from segment to segment; what it comes across stands in `found`."""

    def __init__(self) -> None:
        self.found: list[X12Claim | X12Fault] = []
        self._envelope = Envelope(self.found)
        self._level = Level()
        self._claim: OpenClaim | None = None
        self._note = ""
        self._number: Handler = self._lx
        self.separate(Separators("*", ":", "~", 0))

    def end(self, at: int) -> None:
        """The file ends after segment `at`."""
        self._leave(at)
        self._envelope.leave_interchange(at)
        if at == 0:
            self._envelope.fault(0, "file", "is empty")

    def context(self) -> dict[str, Any]:
        """What the next level needs of those before it, as JSON: who bills, by a number that is one or by none."""
        npi = self._level.billing_npi
        billing = npi if not npi or npi_is_valid(npi) else _NO_NPI
        return {"billing_npi": billing, "envelope": self._envelope.context()}

    def resume(self, context: Mapping[str, Any]) -> None:
        """Stand between two levels, where `context` was taken."""
        self._level = Level(context["billing_npi"])
        self._envelope.resume(context["envelope"])

    def walk(self, texts: list[str], before: int) -> None:
        """Take segments, `before` of which came earlier."""
        handlers, unknown, number, element = self._handlers, self._unknown, self._number, self._element
        index, end = 0, len(texts)
        while index < end:
            segment = texts[index]
            index += 1
            handler = handlers.get(segment[:3], unknown)
            if handler is None:
                continue
            if handler is number and self._claim is not None:
                taken = self._claim.lines.repeated(texts, index - 1)
                if taken >= index:
                    index = taken
                    continue
            # Three characters tell segments apart; an id of more than three is none of them.
            if element not in segment[2:4]:
                handler = unknown
            handler(segment, before + index)

    def separate(self, separators: Separators) -> None:
        """Go on with the separators of another interchange."""
        self._marks, self._note = separators, separators.note
        self._element, self._component = separators.element, separators.component
        self._readers = ServiceLines(separators.element, separators.component)
        handlers: dict[str, Handler | None] = {
            "ISA": self._isa, "GS": self._gs, "ST": self._st, "BHT": self._bht, "SE": self._se, "GE": self._ge,
            "IEA": self._iea, "HL": self._hl, "SBR": self._sbr, "NM1": self._nm1, "CLM": self._clm, "REF": self._ref,
            "DTP": self._dtp, "PWK": self._pwk, "NTE": self._nte, "HI": self._hi, "LX": self._number,
            "SV1": self._service, "SV2": self._service,
        }  # fmt: skip
        every = dict.fromkeys(PASSED_OVER, None) | handlers
        self._handlers = {f"{name}{separators.element}"[:3]: handler for name, handler in every.items()}

    def _parts(self, segment: str) -> list[str]:
        return elements(segment, self._element)

    def _leave(self, at: int) -> None:
        """Close the claim where its transaction breaks off instead of ending."""
        if self._claim is not None and self._envelope.transaction is not None:
            self._claim.problems.note("lines", "the transaction breaks off here: lines may be missing", at)
        self.close(at)

    def close(self, at: int) -> None:
        """End the open claim, if there is one: segment `at` begins something else."""
        if self._claim is not None:
            self.found.append(self._claim.finish(at))
            self._claim = None

    def _unknown(self, segment: str, at: int) -> None:
        if self._envelope.transaction is not None and not self._envelope.holds_claims:
            return
        reason = segment[1:] if segment[:1] == DAMAGED else "is not a segment of an 837"
        if self._claim is not None:
            self._claim.problems.note("segment", reason, at)
            return
        self._level.problems.append(Problem("segment", f"{reason} (segment {at})"))
        self._envelope.fault(at, "segment", reason)

    def _isa(self, _: str, at: int) -> None:
        self._leave(at)
        self._envelope.begin_interchange(at, self._note)

    def _gs(self, segment: str, at: int) -> None:
        self._leave(at)
        self._envelope.begin_group(self._parts(segment), at)

    def _st(self, segment: str, at: int) -> None:
        self._leave(at)
        self._envelope.begin_transaction(self._parts(segment), at)
        self._level = Level()

    def _bht(self, segment: str, _: int) -> None:
        self._envelope.hierarchy(self._parts(segment))

    def _se(self, segment: str, at: int) -> None:
        self.close(at)
        self._envelope.end_transaction(self._parts(segment), at)

    def _ge(self, segment: str, at: int) -> None:
        self._leave(at)
        self._envelope.end_group(self._parts(segment), at)

    def _iea(self, segment: str, at: int) -> None:
        self._leave(at)
        self._envelope.end_interchange(self._parts(segment), at)

    def _hl(self, segment: str, at: int) -> None:
        self.close(at)
        self._level = self._level.below(self._parts(segment), at)

    def _sbr(self, _: str, at: int) -> None:
        if self._claim is None:
            return
        if self._claim.lines.begun:
            self._without_hl(at)
        else:
            self._claim.in_other_payer = True

    def _without_hl(self, at: int) -> None:
        """A new subscriber begins although no HL said so: whose claims follow is not certain."""
        self.close(at)
        self._level = self._level.without_hl(at)

    def _nm1(self, segment: str, at: int) -> None:
        parts = self._parts(segment)
        role = parts[1]
        if self._claim is not None:
            if role in ("82", "71", "77"):
                if parts[8] == "XX" and parts[9]:
                    self._claim.provider(role, parts[9])
                return
            if role not in ("85", "IL", "PR", "QC") or not self._claim.lines.begun:
                return
            self._without_hl(at)
        self._level.name(role, parts[8], parts[9])

    def _clm(self, segment: str, at: int) -> None:
        self.close(at)
        parts = self._parts(segment)
        fields, problems = self._level.claim_fields(parts, self._component, self._envelope)
        self._claim = OpenClaim(fields, self._level.payer_id, at, self._readers)
        self._claim.problems.found.extend(problems)

    def _ref(self, segment: str, at: int) -> None:
        if self._claim is not None and segment[4:6] in ("G1", "F8", "9F"):
            self._claim.reference(self._parts(segment), at)

    def _dtp(self, segment: str, at: int) -> None:
        if self._claim is not None:
            self._claim.day(segment, at)

    def _pwk(self, segment: str, _: int) -> None:
        if self._claim is not None:
            self._claim.lines.document(self._parts(segment)[1])

    def _nte(self, segment: str, _: int) -> None:
        if self._claim is not None:
            self._claim.note("notes", self._parts(segment)[2])

    def _hi(self, segment: str, at: int) -> None:
        if self._claim is not None:
            codes = [code.split(self._component) for code in self._parts(segment)[1:] if code]
            self._claim.diagnoses(codes, at)

    def _lx(self, segment: str, at: int) -> None:
        if self._claim is not None:
            self._claim.lines.begin(segment, at)

    def _service(self, segment: str, at: int) -> None:
        if self._claim is not None:
            self._claim.lines.service(segment, at)
