"""One 837 claim while its segments arrive, and as it stands when the next one begins."""

from dataclasses import dataclass, field

from radonc.records import Problem
from radonc.x12.lines import OpenLines, Problems
from radonc.x12.service_line import Fields, ServiceLines

_ICD_9 = ("BK", "BF")
_ICD_10 = ("ABK", "ABF")
_NOTED_ROLES = {"71": "attending", "77": "facility"}


@dataclass(slots=True)
class X12Claim:
    """A claim as submitted, not yet checked: contract field names, its CLM segment, the payer id as sent."""

    fields: Fields
    payer_id: str
    segment: int
    line_count: int
    problems: tuple[Problem, ...] = ()
    other: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class X12Fault:
    """A defect of the file or of an envelope that belongs to no single claim."""

    segment: int
    field: str
    reason: str


class OpenClaim:
    """Collects the segments of one claim; its service lines stand in `lines`."""

    in_other_payer = False
    _renderers: tuple[str, ...] = ()

    def __init__(self, fields: Fields, payer_id: str, segment: int, readers: ServiceLines) -> None:
        self.problems = Problems()
        self.lines = OpenLines(readers, self.problems)
        self._fields = fields
        self._payer_id = payer_id
        self._segment = segment
        self._readers = readers
        self._diagnoses: list[str] = fields.setdefault("diagnoses", [])
        self._other: dict[str, list[str]] = {}

    def day(self, segment: str, at: int) -> None:
        """DTP: service dates of a line, statement dates and the first treatment of a claim."""
        qualifier = segment[4:7]
        if qualifier == "472":
            self.lines.day(segment, at)
        elif qualifier == "434":
            self.lines.statement(segment, at)
        elif qualifier == "454":
            self.note("initial_treatment", segment[8:])

    def reference(self, parts: list[str], at: int) -> None:
        """REF: authorization of the claim or of a line, the claim this one replaces, the referral."""
        qualifier, value = parts[1], parts[2]
        if not value or self._is_other_payers(parts):
            return
        if qualifier == "G1":
            holder = self._fields if self.lines.current is None else self.lines.current
            if holder.setdefault("authorization_number", value) != value:
                self.problems.note("authorization_number", "is given twice with different numbers", at)
        elif qualifier == "F8" and not self.lines.begun:
            self._fields["original_claim_id"] = value
        elif qualifier == "9F":
            self.note("referral", value)

    def provider(self, role: str, npi: str) -> None:
        """NM1 of a rendering (82), attending (71) or facility (77) provider."""
        if self._in_other_payer():
            return
        if role != "82":
            self.note(_NOTED_ROLES[role], npi)
        elif self.lines.begun:
            self._renderers += (npi,)
        else:
            self._fields["rendering_provider_npi"] = npi

    def note(self, name: str, value: str) -> None:
        """Keep what has no field in the record, for whoever reads the file further."""
        self._other.setdefault(name, []).append(value)

    def diagnoses(self, codes: list[list[str]], at: int) -> None:
        """HI: diagnoses in order. Other kinds of health information are passed over."""
        if self.lines.begun:
            self.problems.note("lines", "HI after service lines: a CLM segment is missing", at)
        for qualifier, *code in codes:
            if qualifier in _ICD_9:
                reason = f"has qualifier {qualifier}, which is ICD-9-CM; send ICD-10-CM as ABK or ABF"
                self.problems.note(f"diagnoses[{len(self._diagnoses)}]", reason, at)
            elif qualifier in _ICD_10:
                self._diagnoses.append(code[0] if code else "")

    def finish(self, at: int) -> X12Claim:
        """Close the claim: what holds for the whole claim is brought to its lines."""
        institutional = self._fields.get("claim_type") == "institutional"
        self._fields["lines"] = self.lines.finish(at, institutional=institutional)
        if "rendering_provider_npi" not in self._fields:
            self._render(institutional)
        problems = tuple(self.problems.found)
        return X12Claim(self._fields, self._payer_id, self._segment, self.lines.count, problems, self._other)

    def _render(self, institutional: bool) -> None:
        """Name the renderer where all lines agree; X223 sends one only where it is not the attending provider."""
        attending = tuple(self._other.get("attending", ())) if institutional else ()
        named = self._renderers or attending
        if named and named.count(named[0]) == len(named):
            self._fields["rendering_provider_npi"] = named[0]

    def _in_other_payer(self) -> bool:
        return self.in_other_payer and not self.lines.begun

    def _is_other_payers(self, parts: list[str]) -> bool:
        """Tell whether a reference belongs to another payer: by its loop, or on a line by REF04 (2U and an id)."""
        return self._in_other_payer() or (parts[4] != "" and not parts[4].endswith(self._payer_id))
