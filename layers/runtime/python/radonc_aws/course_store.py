"""One item per patient, one attribute per claim version: the write itself brings the state back (docs/storage.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from radonc.records import Record
from radonc_aws.claim_codec import ClaimVersion, brought_by, decode
from radonc_aws.item_batches import read_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CHUNK_VERSIONS = 60  # DynamoDB takes 300 operators in an expression, and two of ours name each version
_CHUNK_BYTES = 320_000
_ONE_SEGMENT = "0001"  # fixed width: opening a segment never makes a full item larger
_OWN_ATTRIBUTES = frozenset({"pk", "payer", "last_segment"})


@dataclass(frozen=True, slots=True)
class PatientState:
    """Everything stored of one patient: versions by name, each as written."""

    patient: str
    payer: str
    versions: Mapping[str, bytes]

    def records(self) -> dict[str, Record]:
        """Every version read back, by name."""
        return {name: decode(body, self.payer, self.patient) for name, body in sorted(self.versions.items())}

    def brought_by(self, source: str) -> frozenset[str]:
        """Names of the versions this delivery was the first to bring."""
        return frozenset(name for name, body in self.versions.items() if brought_by(body, source))


class CourseStore:
    """The patients' items. Adding is one call; nothing is ever overwritten, so repeating it changes nothing."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, patient: str, payer: str, versions: Sequence[ClaimVersion]) -> PatientState:
        """Store versions and return the patient's whole state after it. One UpdateItem unless the item rolled over."""
        state = PatientState(patient, payer, {})
        for chunk in _chunks(versions):
            state = self._add_chunk(patient, payer, chunk)
        return state

    def load(self, patient: str) -> PatientState | None:
        """Read a patient's state: one GetItem, and one BatchGetItem for each hundred further segments."""
        head = self._client.get_item(TableName=self._table, Key=_key(patient), ConsistentRead=True).get("Item")
        if head is None:
            return None
        items = [head, *self._further_segments(patient, int(head["last_segment"]["S"]))]
        versions = {name: body for item in items for name, body in _versions(item).items()}
        return PatientState(patient, head["payer"]["S"], versions)

    def _add_chunk(self, patient: str, payer: str, versions: Sequence[ClaimVersion]) -> PatientState:
        try:
            item = self._update_head(patient, payer, versions)
        except self._client.exceptions.ClientError as error:
            if is_too_large(error):
                self._open_segment(patient, 1)
                return self._add_beyond_head(patient, versions)
            if not _is_refused(error):
                raise
            item = cast("dict[str, Any]", error.response)["Item"]
            if item["last_segment"]["S"] != _ONE_SEGMENT:
                return self._add_beyond_head(patient, versions)
        return PatientState(patient, item["payer"]["S"], _versions(item))

    def _update_head(self, patient: str, payer: str, versions: Sequence[ClaimVersion]) -> dict[str, Any]:
        """Write what is new. Refused, with the item, when all of it is there already or the item has rolled over."""
        places = range(len(versions))
        new = " OR ".join(f"attribute_not_exists(#{n})" for n in places)
        answer = self._client.update_item(
            TableName=self._table,
            Key=_key(patient),
            UpdateExpression=f"{_set(versions)}, payer = if_not_exists(payer, :payer), "
            "last_segment = if_not_exists(last_segment, :one)",
            ConditionExpression=f"(attribute_not_exists(last_segment) OR last_segment = :one) AND ({new})",
            ExpressionAttributeNames={f"#{n}": versions[n].name for n in places},
            ExpressionAttributeValues={
                **_values(versions),
                ":payer": {"S": payer},
                ":one": {"S": _ONE_SEGMENT},
            },
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return answer["Attributes"]

    def _add_beyond_head(self, patient: str, versions: Sequence[ClaimVersion]) -> PatientState:
        """Write into the last segment, then read all: of two writers at once, the later sees both."""
        state = self._stored(patient)
        missing = [version for version in versions if version.name not in state.versions]
        if not missing:
            return state
        self._add_to_last_segment(patient, missing)
        return self._stored(patient)

    def _add_to_last_segment(self, patient: str, versions: Sequence[ClaimVersion]) -> None:
        segment = self._segments(patient)
        while True:
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(patient, segment),
                    UpdateExpression=_set(versions),
                    ExpressionAttributeNames={f"#{n}": version.name for n, version in enumerate(versions)},
                    ExpressionAttributeValues=_values(versions),
                )
            except self._client.exceptions.ClientError as error:
                if not is_too_large(error):
                    raise
                segment = self._open_segment(patient, segment)
            else:
                return

    def _open_segment(self, patient: str, full: int) -> int:
        """Count one more segment, unless another writer just did; either way return the last one's number."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(patient),
                UpdateExpression="SET last_segment = :next",
                ConditionExpression="last_segment = :full",
                ExpressionAttributeValues={":full": {"S": f"{full:04d}"}, ":next": {"S": f"{full + 1:04d}"}},
            )
        except self._client.exceptions.ClientError as error:
            if not _is_refused(error):
                raise
        return self._segments(patient)

    def _segments(self, patient: str) -> int:
        answer = self._client.get_item(
            TableName=self._table, Key=_key(patient), ConsistentRead=True, ProjectionExpression="last_segment"
        )
        return int(answer["Item"]["last_segment"]["S"])

    def _stored(self, patient: str) -> PatientState:
        state = self.load(patient)
        if state is None:
            raise LookupError("a patient item that was just written is gone")
        return state

    def _further_segments(self, patient: str, segments: int) -> list[dict[str, Any]]:
        return read_items(self._client, self._table, [_key(patient, number) for number in range(2, segments + 1)])


def _key(patient: str, segment: int = 1) -> dict[str, Any]:
    return {"pk": {"S": f"patient#{patient}" if segment == 1 else f"patient#{patient}#{segment}"}}


def _set(versions: Sequence[ClaimVersion]) -> str:
    return "SET " + ", ".join(f"#{n} = if_not_exists(#{n}, :{n})" for n in range(len(versions)))


def _values(versions: Sequence[ClaimVersion]) -> dict[str, Any]:
    return {f":{n}": {"B": version.body} for n, version in enumerate(versions)}


def _versions(item: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: bytes(value["B"]) for name, value in item.items() if name not in _OWN_ATTRIBUTES}


def _chunks(versions: Sequence[ClaimVersion]) -> Iterator[Sequence[ClaimVersion]]:
    chunk: list[ClaimVersion] = []
    size = 0
    for version in {version.name: version for version in versions}.values():
        if chunk and (len(chunk) == _CHUNK_VERSIONS or size + len(version.body) > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(version)
        size += len(version.body)
    if chunk:
        yield chunk


def _is_refused(error: Any) -> bool:
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")


def is_too_large(error: Any) -> bool:
    """Whether DynamoDB refused a write because the item would be larger than an item may be."""
    problem = error.response["Error"]
    return bool(problem["Code"] == "ValidationException" and "maximum allowed size" in problem["Message"])
