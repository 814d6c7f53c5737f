"""The claim bucket: inbox/ is read as a stream, work/ and reports/ are written once and never overwritten."""

import io
import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_LARGE = 1 << 20
_SMALL = 1 << 16  # a batch's merge holds one open stream for every 500 patients
_WHOLE = slice(0, None)
_GONE = frozenset({"NoSuchKey", "NoSuchVersion"})


class ClaimFiles:
    """Objects of one bucket, named by key."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def open(
        self, key: str, version: str | None = None, chunk: int = _LARGE, *, part: slice = _WHOLE
    ) -> BinaryIO | None:
        """Open an object, or a part of its bytes (never an empty one), read in chunks; None when it is gone."""
        request: dict[str, Any] = {"Bucket": self._bucket, "Key": key}
        if version:
            request["VersionId"] = version
        if part.start:
            request["Range"] = f"bytes={part.start}-{part.stop - 1 if part.stop else ''}"
        try:
            answer = self._client.get_object(**request)
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                raise
            return None
        stream = _ObjectStream(answer["Body"])
        if "Range" in request and "ContentRange" not in answer:
            # Whole, as RFC 9110 (14.2) lets a server answer; read from its start, a range would never be the last.
            stream.keep(part)
        return io.BufferedReader(stream, chunk)

    def read_json(self, key: str) -> Any:
        """Read an object we wrote as JSON."""
        return json.loads(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())

    def read_rows(self, key: str) -> Iterator[list[Any]]:
        """Read an object we wrote as one JSON list a line, without holding it whole. A missing object has no rows."""
        stream = self.open(key, chunk=_SMALL)
        if stream is None:
            return
        with stream:
            for line in stream:
                yield json.loads(line)

    def put_once(self, key: str, body: bytes | IO[bytes], content_type: str = "application/json") -> bool:
        """Write an object unless it exists; False when it did, and what was published stands."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, IfNoneMatch="*")
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            return False
        return True


class _ObjectStream(io.RawIOBase):
    """A response body with the one method a buffered reader needs."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._left: int | None = None

    def keep(self, part: slice) -> None:
        """Pass over what stands before a part, and end with it."""
        before = part.start
        while before > 0 and (passed := len(self._body.read(min(before, _LARGE)))):
            before -= passed
        self._left = part.stop - part.start if part.stop else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._body.read(len(buffer) if self._left is None else min(len(buffer), self._left))
        if self._left is not None:
            self._left -= len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._body.close()
        super().close()


def compact_json(value: Any) -> str:
    """Write JSON without spaces, fields in the order they were given: it is the order of the contract."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
