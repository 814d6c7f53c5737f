"""RFC 9457 problem documents: what was wrong, field by field, and never a value of the request."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError

from radonc.records import Problem, RecordError
from radonc_aws.claim_files import compact_json
from radonc_aws.problem_kinds import (
    CONTENT_TYPE,
    FAILED,
    FORBIDDEN,
    IN_PROGRESS,
    KEY_REUSED,
    REFUSED,
    TAKEN,
    UNAUTHENTICATED,
    UNKNOWN,
    UNREADABLE,
    Kind,
)
from radonc_aws.refusals import (
    ClaimIdTakenError,
    InProgressError,
    KeyReusedError,
    MissingError,
    OtherPayerError,
    UnknownCallerError,
)

_RETRY_SECONDS = 5


class Told(NamedTuple):
    """What a caller is told of an error."""

    kind: Kind
    detail: str
    errors: Sequence[Problem] = ()


def tell(error: Exception) -> Told:
    """Say of an error what its caller may know."""
    match error:
        case RecordError():
            return Told(UNREADABLE, "The request cannot be read.", error.problems)
        case ClaimIdTakenError():
            return Told(TAKEN, "Another claim was received under this claim id.", error.problems)
        case KeyReusedError():
            return Told(KEY_REUSED, "This key was sent with another request; a request of its own needs its own key.")
        case InProgressError():
            return Told(IN_PROGRESS, "Ask again after the seconds in Retry-After.")
        case UnknownCallerError():
            return Told(UNAUTHENTICATED, "Send a bearer token of this API's issuer that has not expired.")
        case OtherPayerError():
            return Told(FORBIDDEN, "This caller does not act for the payer of the record.")
        case MissingError():
            return Told(UNKNOWN, f"No {error.what} is known under this name.")
        case NotFoundError():
            return Told(UNKNOWN, "There is nothing at this path.")
        case ServiceError():
            return Told(REFUSED._replace(status=error.status_code), str(error.msg))
    return Told(FAILED, "The service failed; the request may be repeated.")


def document(told: Told, request_id: str) -> str:
    """Write one problem document."""
    body: dict[str, Any] = {
        "type": f"urn:radonc:problem:{told.kind.name}",
        "title": told.kind.title,
        "status": told.kind.status,
        "detail": told.detail,
        "errors": [{"field": error.field, "reason": error.reason} for error in told.errors],
        "request_id": request_id,
    }
    return compact_json(body)


def problem(told: Told, request_id: str) -> Response[str]:
    """Answer with a problem document."""
    headers = {"Retry-After": str(_RETRY_SECONDS)} if told.kind is IN_PROGRESS else {}
    body = document(told, request_id)
    return Response(status_code=told.kind.status, content_type=CONTENT_TYPE, headers=headers, body=body)


def json_answer(body: Any, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    """Write an answer."""
    return Response(status_code=int(status), content_type="application/json", body=compact_json(body))


def place(error: Exception) -> str:
    """Name the file and line an error came from."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
