"""Envelopes of an X12 file: interchange, group and transaction, with the counts each one closes with."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from radonc.x12.claim import X12Claim, X12Fault
from radonc.x12.elements import iso_day

_CLAIM_SET = "837"
_VERSION = re.compile(r"\d{6}X\d{3}(A\d)?")
_UNSTATED = "unstated"
_KEPT = (
    "transaction", "claim_type", "received", "control", "interchange", "group", "group_day", "transactions", "groups",
)  # fmt: skip
_SET = re.compile(r"\d{3}")  # in a shifted file anything may stand in its place, so nothing else is repeated
_CLAIM_TYPES = {"005010X222": "professional", "005010X223": "institutional"}


class Envelope:
    """Where in interchange, group and transaction the reader stands; defects are added to what it found."""

    def __init__(self, found: list[X12Claim | X12Fault]) -> None:
        self._found = found
        self.transaction: int | None = None
        self.claim_type: str | None = None
        self.version = ""
        self.received: str | None = None
        self.group_version = ""
        self.control = ""
        self.group: int | None = None
        self.interchange: int | None = None
        self.group_day: str | None = None
        self.transactions = 0
        self.groups = 0

    def context(self) -> dict[str, Any]:
        """What goes on from here, as JSON. In a shifted file a version may hold anything, so only versions are kept."""
        kept: dict[str, Any] = {name: getattr(self, name) for name in _KEPT}
        return kept | {"version": _stated(self.version), "group_version": _stated(self.group_version)}

    def resume(self, context: Mapping[str, Any]) -> None:
        """Stand where `context` was taken."""
        for name in (*_KEPT, "version", "group_version"):
            setattr(self, name, context[name])

    @property
    def holds_claims(self) -> bool:
        """Tell whether the open transaction is an 837, of whatever version."""
        return self.version != "" or self.claim_type is not None

    def fault(self, segment: int, name: str, reason: str) -> None:
        """Note a defect no single claim can answer for."""
        self._found.append(X12Fault(segment, name, reason))

    def begin_interchange(self, at: int, note: str) -> None:
        """ISA."""
        self.leave_interchange(at)
        self.interchange, self.groups = at, 0
        if note:
            self.fault(at, "ISA", note)

    def begin_group(self, parts: list[str], at: int) -> None:
        """GS: the day and version its transactions fall back on."""
        self.leave_group(at)
        self.group, self.transactions = at, 0
        self.groups += 1
        self.group_day, self.group_version = iso_day(parts[4]), parts[8]

    def begin_transaction(self, parts: list[str], at: int) -> None:
        """ST: only 837 is read; the version says professional or institutional."""
        self.leave_transaction(at)
        self.transaction, self.control = at, _mark(parts[2])
        self.transactions += 1
        self.received = self.group_day
        self.version, self.claim_type = "", None
        if parts[1] != _CLAIM_SET:
            stated = f"transaction set {parts[1]!r}" if _SET.fullmatch(parts[1]) else "the transaction set"
            self.fault(at, "ST01", f"{stated} is not an {_CLAIM_SET} claim")
            return
        self.version = parts[3] or self.group_version or _UNSTATED
        self.claim_type = _CLAIM_TYPES.get(self.version[:10])

    def hierarchy(self, parts: list[str]) -> None:
        """BHT: the day the transaction was written stands for the day the payer received it."""
        self.received = iso_day(parts[4]) or self.received

    def end_transaction(self, parts: list[str], at: int) -> None:
        """SE: its count holds every segment from ST to SE."""
        if self.transaction is None:
            self.fault(at, "SE", "SE without ST")
            return
        counted = str(at - self.transaction + 1)
        if parts[1].lstrip("0") != counted:
            self.fault(at, "SE01", f"does not match the {counted} segments of the transaction")
        if _mark(parts[2]) != self.control:
            self.fault(at, "SE02", "is not the control number of the ST")
        self.transaction, self.version, self.claim_type = None, "", None

    def end_group(self, parts: list[str], at: int) -> None:
        """GE: its count holds every transaction of the group."""
        self.leave_transaction(at)
        if self.group is None:
            self.fault(at, "GE", "GE without GS")
        elif parts[1].lstrip("0") != str(self.transactions):
            self.fault(at, "GE01", f"does not match the {self.transactions} transactions of the group")
        self.group = None

    def end_interchange(self, parts: list[str], at: int) -> None:
        """IEA: its count holds every group of the interchange."""
        self.leave_group(at)
        if parts[1].lstrip("0") != str(self.groups):
            self.fault(at, "IEA01", f"does not match the {self.groups} groups of the interchange")
        self.interchange = None

    def leave_transaction(self, at: int) -> None:
        """Note a transaction that is left without its SE."""
        if self.transaction is not None:
            self.fault(at, "SE", f"the transaction that began at segment {self.transaction} has no SE")
        self.transaction, self.version, self.claim_type = None, "", None

    def leave_group(self, at: int) -> None:
        """Note a group that is left without its GE."""
        self.leave_transaction(at)
        if self.group is not None:
            self.fault(at, "GE", f"the group that began at segment {self.group} has no GE")
        self.group = None

    def leave_interchange(self, at: int) -> None:
        """Note an interchange that is left without its IEA."""
        self.leave_group(at)
        if self.interchange is not None:
            self.fault(at, "IEA", f"the interchange that began at segment {self.interchange} has no IEA")
        self.interchange = None


def _mark(control: str) -> str:
    """Stand in for a control number, which in a shifted file may be anything."""
    return hashlib.blake2b(control.encode(), digest_size=8).hexdigest()


def _stated(version: str) -> str:
    if not version or _VERSION.fullmatch(version):
        return version
    return version[:10] if version[:10] in _CLAIM_TYPES else _UNSTATED
