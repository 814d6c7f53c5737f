"""Which version of each claim governs: originals, replacements and voids as chains (D-14, D-22, D-27)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from radonc.model.claim import Claim
from radonc.records import ClaimRecord, content_json

REUSED_CLAIM_ID = "claim id already used; send frequency code 7 to replace"
UNKNOWN_ORIGINAL = "unknown_original"
WAITING_VOID = "waiting_void"


@dataclass(frozen=True, slots=True)
class Resolution:
    """One patient's claims with their status, the records refused, and how many identical copies were dropped."""

    claims: tuple[Claim, ...]
    refused: tuple[ClaimRecord, ...]
    duplicates: int


def resolve(records: Iterable[ClaimRecord]) -> Resolution:
    """Settle duplicates and chains among one patient's claim records, whatever their order."""
    by_identity: dict[tuple[str, str], list[ClaimRecord]] = {}
    count = 0
    for record in records:
        count += 1
        by_identity.setdefault((record.claim_id, record.frequency_code), []).append(record)
    kept: list[ClaimRecord] = []
    refused: list[ClaimRecord] = []
    for (_, frequency), versions in by_identity.items():
        distinct = versions if len(versions) == 1 else _distinct(versions)
        if frequency == "1" and len(distinct) > 1:
            refused += distinct[1:]
            distinct = distinct[:1]
        kept += distinct
    claims = [claim for chain in _chains(kept) for claim in _settle(chain)]
    claims.sort(key=lambda claim: claim.order)
    return Resolution(tuple(claims), tuple(refused), count - len(kept) - len(refused))


def _distinct(versions: Sequence[ClaimRecord]) -> list[ClaimRecord]:
    """Drop identical copies; the earliest received, then the smaller canonical JSON, comes first (D-22)."""
    unique: dict[tuple[date, str], ClaimRecord] = {}
    for version in versions:
        unique.setdefault((version.received_date, content_json(version)), version)
    return [unique[key] for key in sorted(unique)]


def _chains(records: Sequence[ClaimRecord]) -> list[list[ClaimRecord]]:
    """Group records that name one another through claim_id and original_claim_id."""
    root: dict[str, str] = {}

    def find(claim_id: str) -> str:
        while root.setdefault(claim_id, claim_id) != claim_id:
            claim_id = root[claim_id]
        return claim_id

    for record in records:
        if record.frequency_code != "1" and record.original_claim_id is not None:
            root[find(record.claim_id)] = find(record.original_claim_id)
    chains: dict[str, list[ClaimRecord]] = {}
    for record in records:
        chains.setdefault(find(record.claim_id), []).append(record)
    return list(chains.values())


def _recency(record: ClaimRecord) -> tuple[date, str, str, str]:
    return (record.received_date, record.frequency_code, record.claim_id, content_json(record))


def _settle(chain: Sequence[ClaimRecord]) -> list[Claim]:
    """Give each record of one chain its status; the latest record governs."""
    if len(chain) == 1 and chain[0].frequency_code == "1":
        return [Claim(chain[0])]
    governing = max(chain, key=_recency)
    voided = governing.frequency_code == "8"
    replaced = any(record.frequency_code == "7" for record in chain)
    ids = {record.claim_id for record in chain if record.frequency_code != "8"}
    claims = []
    for record in chain:
        if record is governing:
            status = "void" if voided else "active"
        elif record.frequency_code == "8":
            status = "void"
        else:
            status = "void" if voided and not replaced else "superseded"
        claims.append(Claim(record, status, notes=_notes(record, chain, ids)))
    return claims


def _notes(record: ClaimRecord, chain: Sequence[ClaimRecord], ids: set[str]) -> tuple[str, ...]:
    if record.frequency_code == "1":
        return ()
    reuses_id = record.original_claim_id == record.claim_id
    known = record.original_claim_id in ids and (
        not reuses_id or record.frequency_code == "8" or any(other.frequency_code == "1" for other in chain)
    )
    if known:
        return ()
    return (WAITING_VOID if record.frequency_code == "8" else UNKNOWN_ORIGINAL,)
