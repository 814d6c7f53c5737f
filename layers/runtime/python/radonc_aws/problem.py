"""RFC 9457 problem documents: what was wrong, field by field, and never a value of the request."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError

from radonc.records import Problem, RecordError
from radonc_aws.caller import know_caller
from radonc_aws.claim_files import compact_json
from radonc_aws.conditional import answer_conditionally
from radonc_aws.refusals import ClaimIdTakenError, MissingError, OtherPayerError, UnknownCallerError

CONTENT_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """One kind of problem: the end of its type URN, its title, the status it usually has."""

    name: str
    title: str
    status: int


class Told(NamedTuple):
    """What a caller is told of an error."""

    kind: Kind
    detail: str
    errors: Sequence[Problem] = ()


UNREADABLE = Kind("unreadable", "Request cannot be read", 422)
TAKEN = Kind("claim-id-taken", "Claim id already used", 409)
UNKNOWN = Kind("unknown", "Nothing under this name", 404)
UNAUTHENTICATED = Kind("unauthenticated", "Token missing or not accepted", 401)
FORBIDDEN = Kind("forbidden", "Not allowed to this caller", 403)
REFUSED = Kind("refused", "Request refused", 400)
FAILED = Kind("failed", "Service failed", 500)


def new_api(logger: Logger) -> APIGatewayRestResolver:
    """Build a resolver whose every error is a problem document."""
    api = APIGatewayRestResolver()

    def answer(error: Exception) -> Response[str]:
        told = tell(error)
        if told.kind is FAILED:
            # The type names our fault; the message could repeat what was sent.
            logger.error("request failed", error_type=type(error).__name__, at=_place(error))
        return problem(told, api.current_event.request_context.request_id)

    api.exception_handler(Exception)(answer)
    api.use(middlewares=[know_caller, answer_conditionally])
    return api


def tell(error: Exception) -> Told:
    """Say of an error what its caller may know."""
    match error:
        case RecordError():
            return Told(UNREADABLE, "The request cannot be read.", error.problems)
        case ClaimIdTakenError():
            return Told(TAKEN, "Another claim was received under this claim id.", error.problems)
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


def problem(told: Told, request_id: str) -> Response[str]:
    """Write one problem document."""
    body: dict[str, Any] = {
        "type": f"urn:radonc:problem:{told.kind.name}",
        "title": told.kind.title,
        "status": told.kind.status,
        "detail": told.detail,
        "errors": [{"field": error.field, "reason": error.reason} for error in told.errors],
        "request_id": request_id,
    }
    return Response(status_code=told.kind.status, content_type=CONTENT_TYPE, body=compact_json(body))


def json_answer(body: Any, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    """Write an answer."""
    return Response(status_code=int(status), content_type="application/json", body=compact_json(body))


def _place(error: Exception) -> str:
    """Name the file and line an error came from."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
