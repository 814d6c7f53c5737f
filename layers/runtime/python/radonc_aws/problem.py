"""RFC 9457 problem documents: what was wrong, field by field, and never a value of the request."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError

from radonc.records import Problem, RecordError
from radonc_aws.claim_files import compact_json
from radonc_aws.refusals import ClaimIdTakenError, MissingError

CONTENT_TYPE = "application/problem+json"


def new_api(logger: Logger) -> APIGatewayRestResolver:
    """Build a resolver whose every error is a problem document."""
    api = APIGatewayRestResolver()

    def answer(status: HTTPStatus, detail: str, errors: Sequence[Problem] = ()) -> Response[str]:
        return problem(status, detail, api.current_event.request_context.request_id, errors)

    def unreadable(error: RecordError) -> Response[str]:
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "The request cannot be read as a record.", error.problems)

    def taken(error: ClaimIdTakenError) -> Response[str]:
        return answer(HTTPStatus.CONFLICT, "Another claim was received under this claim id.", error.problems)

    def missing(error: MissingError) -> Response[str]:
        return answer(HTTPStatus.NOT_FOUND, f"No {error.what} is known under this name.")

    def no_route(_: NotFoundError) -> Response[str]:
        return answer(HTTPStatus.NOT_FOUND, "There is nothing at this path.")

    def refused(error: ServiceError) -> Response[str]:
        return answer(HTTPStatus(error.status_code), str(error.msg))

    def failed(error: Exception) -> Response[str]:
        # The type names our fault; the message could repeat what was sent.
        logger.error("request failed", error_type=type(error).__name__, at=_place(error))
        return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "The service failed; the request may be repeated.")

    api.exception_handler(RecordError)(unreadable)
    api.exception_handler(ClaimIdTakenError)(taken)
    api.exception_handler(MissingError)(missing)
    api.exception_handler(ServiceError)(refused)
    api.exception_handler(Exception)(failed)
    api.not_found(no_route)
    return api


def problem(status: HTTPStatus, detail: str, request_id: str, errors: Sequence[Problem] = ()) -> Response[str]:
    """Write one problem document."""
    body: dict[str, Any] = {
        "type": f"urn:radonc:problem:{status.phrase.lower().replace(' ', '-')}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "errors": [{"field": error.field, "reason": error.reason} for error in errors],
        "request_id": request_id,
    }
    return Response(status_code=int(status), content_type=CONTENT_TYPE, body=json.dumps(body))


def json_answer(body: Any, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    """Write an answer."""
    return Response(status_code=int(status), content_type="application/json", body=compact_json(body))


def _place(error: Exception) -> str:
    """Name the file and line an error came from."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
