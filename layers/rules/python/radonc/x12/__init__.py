"""Streaming reader of X12 837 professional (005010X222) and institutional (005010X223) claims."""

from radonc.x12.claim import X12Claim, X12Fault
from radonc.x12.profiled import read_x12
from radonc.x12.reader import read_claims

__all__ = ["X12Claim", "X12Fault", "read_claims", "read_x12"]
