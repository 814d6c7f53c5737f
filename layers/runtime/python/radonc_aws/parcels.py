"""Patient groups on their way to the claim queue, several to a message."""

from collections.abc import Iterable, Iterator

from radonc_aws.claim_files import ClaimFiles
from radonc_aws.claim_queues import LARGEST_BODY, Message
from radonc_aws.patient_groups import PatientGroup, write_group
from radonc_aws.queue_bodies import kept_body

_PARCEL_BYTES = 100_000
_PARCEL_GROUPS = 50


def parcels(files: ClaimFiles, groups: Iterable[PatientGroup]) -> Iterator[Message]:
    """Pack groups; one too large for a queue goes to the bucket and its message points there."""
    parcel: list[str] = []
    size = 0
    for group in groups:
        body = write_group(group)
        length = len(body.encode())
        if length > LARGEST_BODY:
            yield Message(kept_body(files, f"work/{group.batch_id}/patients/{group.number:07d}.json", body))
            continue
        if parcel and (size + length > _PARCEL_BYTES or len(parcel) == _PARCEL_GROUPS):
            yield Message(_parcel(parcel))
            parcel, size = [], 0
        parcel.append(body)
        size += length
    if parcel:
        yield Message(_parcel(parcel))


def _parcel(bodies: list[str]) -> str:
    return f'{{"patients":[{",".join(bodies)}]}}'
