"""Reading one record: every problem found names its field and never repeats a value."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from radonc.wire import FORMS, AuthorizationRecord, ClaimRecord, Record, ServiceLineRecord

__all__ = [
    "AuthorizationRecord",
    "ClaimRecord",
    "Problem",
    "Record",
    "RecordError",
    "ServiceLineRecord",
    "canonical_json",
    "content_json",
    "parse_record",
]

_TYPE = re.compile(rb'"type"\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\s]+)')
_CLAIM_ID = re.compile(rb'"claim_id"\s*:\s*"([^"\\]{1,80})"')
_MODELS: Mapping[bytes, type[ClaimRecord] | type[AuthorizationRecord]] = {
    b'"claim"': ClaimRecord,
    b'"authorization"': AuthorizationRecord,
}
# Where fields are maps by member or by name, a field's name is data; what looks like a name of the contract is not.
_FIELD_NAME = re.compile(r"[a-z][A-Za-z_]{0,39}")
_LONGEST_SPAN_DAYS = 366
# 999 lines of a month each are a large claim; 999 lines of a year each would hold a function up for minutes.
_MOST_DATED_SERVICES = 40_000
_EXPECTED = {
    "extra_forbidden": "is not a field of this record",
    "missing": "is required",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be text",
    "date_type": "must be a date as YYYY-MM-DD",
    "date_from_datetime_parsing": "must be a date as YYYY-MM-DD",
    "date_from_datetime_inexact": "must be a date without a time",
    "date_parsing": "must be a date as YYYY-MM-DD",
    "literal_error": "must be {expected}",
    "tuple_type": "must be a list",
    "too_long": "holds more than {max_length} entries",
    "too_short": "must hold at least {min_length} entry",
    "string_too_long": "must be at most {max_length} characters",
    "string_too_short": "must not be empty",
    "model_type": "must be an object",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason a record cannot be read: field path and what was expected there."""

    field: str
    reason: str


class RecordError(ValueError):
    """A record that cannot be read. Holds every problem found and, where it was readable, the claim id."""

    def __init__(self, problems: tuple[Problem, ...], claim_id: str | None = None) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.reason}" for problem in problems))
        self.problems = problems
        self.claim_id = claim_id


def parse_record(data: bytes | str | Mapping[str, Any]) -> Record:
    """Read one record from JSON text or its decoded object. Raises RecordError naming every field at fault."""
    text = _as_bytes(data)
    kind = _TYPE.search(text)
    model = ClaimRecord if kind is None else _MODELS.get(kind.group(1))
    if model is None:
        raise RecordError((Problem("type", "must be 'claim' or 'authorization'"),), _claim_id(text))
    try:
        record = model.model_validate_json(text)
    except ValidationError as error:
        raise RecordError(tuple(_problems(error)), _claim_id(text)) from None
    found = tuple(_claim_problems(record) if isinstance(record, ClaimRecord) else _authorization_problems(record))
    if found:
        raise RecordError(found, _claim_id(text))
    return record


def canonical_json(record: Record) -> str:
    """Write a record with defaults filled, keys sorted, no spaces (D-27)."""
    return _sorted_json(record.model_dump(mode="json"))


def content_json(record: Record) -> str:
    """Write the canonical JSON without the member: records of one patient may spell the member differently."""
    return _sorted_json(record.model_dump(mode="json", exclude={"member_id"}))


def _sorted_json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _as_bytes(data: bytes | str | Mapping[str, Any]) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        # Half of a surrogate pair is no text; the JSON reader says so.
        return data.encode("utf-8", "surrogatepass")
    try:
        return json.dumps(data, allow_nan=False).encode()
    except (TypeError, ValueError):
        raise RecordError((Problem("record", "holds a value JSON cannot carry"),)) from None


def _claim_id(text: bytes) -> str | None:
    match = _CLAIM_ID.search(text)
    return match.group(1).decode("utf-8", "replace") if match else None


def _problems(error: ValidationError) -> Iterator[Problem]:
    """A list whose entries are at fault is also told to be too short: that is not a problem of the sender."""
    details = error.errors(include_url=False, include_input=False)
    parents = {detail["loc"][:depth] for detail in details for depth in range(1, len(detail["loc"]))}
    for detail in details:
        if detail["type"] == "too_short" and detail["loc"] in parents:
            continue
        if detail["type"] == "json_invalid":
            error_text = detail["ctx"]["error"].replace("line 1 column", "column")
            yield Problem("record", f"is not valid JSON: {error_text}")
            continue
        if detail["type"] == "string_pattern_mismatch":
            yield Problem(_path(detail["loc"]), FORMS[detail["ctx"]["pattern"]])
            continue
        template = _EXPECTED.get(detail["type"])
        reason = template.format(**detail.get("ctx", {})) if template else detail["msg"]
        yield Problem(_path(detail["loc"]), reason)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step if _FIELD_NAME.fullmatch(step) else '?'}"
    return path.lstrip(".") or "record"


def _claim_problems(claim: ClaimRecord) -> Iterator[Problem]:
    if claim.frequency_code != "1" and claim.original_claim_id is None:
        yield Problem("original_claim_id", "is required with frequency_code 7 and 8")
    if claim.claim_type == "institutional" and claim.bill_type is None:
        yield Problem("bill_type", "is required on institutional claims")
    needs_place = claim.claim_type == "professional" and claim.place_of_service is None
    if needs_place and any(line.place_of_service is None for line in claim.lines):
        yield Problem("place_of_service", "is required on professional claims")
    seen: set[int] = set()
    for index, line in enumerate(claim.lines):
        if line.line_number in seen:
            yield Problem(f"lines[{index}].line_number", "is used by an earlier line of this claim")
        seen.add(line.line_number)
        if not line.procedure_code and (claim.claim_type == "professional" or line.revenue_code is None):
            yield Problem(f"lines[{index}].procedure_code", "is required")
        yield from _line_problems(line, index, len(claim.diagnoses))
    ranged = (line for line in claim.lines if line.service_date_end is not None and line.counted_by_day)
    if sum(line.span_days for line in ranged) > _MOST_DATED_SERVICES:
        yield Problem("lines", f"stand for more than {_MOST_DATED_SERVICES} services of a day; split the claim")


def _line_problems(line: ServiceLineRecord, index: int, diagnoses: int) -> Iterator[Problem]:
    for position, pointer in enumerate(line.diagnosis_pointers):
        if pointer > diagnoses:
            field = f"lines[{index}].diagnosis_pointers[{position}]"
            yield Problem(field, f"points past the {diagnoses} diagnoses of the claim")
    if line.service_date_end is None:
        return
    days = line.span_days
    if days < 1:
        yield Problem(f"lines[{index}].service_date_end", "is before service_date")
    elif days > _LONGEST_SPAN_DAYS:
        yield Problem(f"lines[{index}].service_date_end", "is more than a year after service_date")
    elif days not in (1, line.units) and line.counted_by_day:
        reason = f"do not fit the {days} days of the range: bill one unit a day, or one line for each date"
        yield Problem(f"lines[{index}].units", reason)


def _authorization_problems(authorization: AuthorizationRecord) -> Iterator[Problem]:
    start, end = authorization.valid_from, authorization.valid_to
    if start and end and end < start:
        yield Problem("valid_to", "is before valid_from")
