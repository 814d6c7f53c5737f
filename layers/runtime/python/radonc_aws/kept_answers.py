"""Idempotency-Key: a request that is sent again is answered with the bytes of its first answer (docs/api.md).

Powertools' idempotency utility keeps the answers: a conditional write claims the key, a second one adds the answer.
Keys, callers and bodies enter the table as keyed hashes alone; answers name no member.
"""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from radonc.records import Problem, RecordError
from radonc_aws import clients
from radonc_aws.parameters import KEY
from radonc_aws.refusals import InProgressError, KeyReusedError
from radonc_aws.settings import KeptAnswersSettings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_SECONDS = 24 * 60 * 60
LARGEST_KEPT = 380_000  # bytes; an item holds 400 KB
_UTILITY = "aws_lambda_powertools.utilities.idempotency"


@dataclass(frozen=True)
class KeptAnswers:
    """First answers by caller and key, for a day."""

    client: "DynamoDBClient"
    table: str
    secret: bytes

    @classmethod
    def of(cls, settings: KeptAnswersSettings) -> Self:
        """Open what a deployment keeps."""
        return cls(clients.dynamodb(), settings.answer_table, clients.member_key(settings.member_key_secret))

    def first(self, api: APIGatewayRestResolver, key: str, answer: NextMiddleware) -> Response[str]:
        """Answer, or repeat the first answer. Raises InProgressError and KeyReusedError."""
        utility = import_module(_UTILITY)
        serializer = import_module(f"{_UTILITY}.serialization.custom_dict").CustomDictSerializer(
            _packed, lambda kept: _unpacked(kept) or answer(api)
        )
        kept = utility.idempotent_function(
            lambda request: answer(api),  # noqa: ARG005 the utility hashes it
            data_keyword_argument="request",
            persistence_store=self._store,
            config=self._config(api),
            output_serializer=serializer,
            key_prefix="answer",
        )
        event = api.current_event
        sent = f"{event.http_method} {event.path}\n{event.body or ''}"
        request = {"key": self._hash(f"{_scope(event.raw_event)}\n{key}"), "sent": self._hash(sent)}
        try:
            repeated: Response[str] = kept(request=request)
        except utility.exceptions.IdempotencyAlreadyInProgressError:
            raise InProgressError from None
        except utility.exceptions.IdempotencyValidationError:
            raise KeyReusedError from None
        return repeated

    @cached_property
    def _store(self) -> Any:
        return import_module(_UTILITY).DynamoDBPersistenceLayer(
            table_name=self.table, key_attr="pk", expiry_attr="expires", boto3_client=self.client
        )

    def _config(self, api: APIGatewayRestResolver) -> Any:
        """Hold a key as long as the function may still run: one that was killed does not hold it longer."""
        return import_module(_UTILITY).IdempotencyConfig(
            event_key_jmespath="key",
            payload_validation_jmespath="sent",
            hash_function="sha256",
            expires_after_seconds=KEPT_SECONDS,
            lambda_context=api.lambda_context,
        )

    def _hash(self, text: str) -> str:
        return hmac.new(self.secret, f"answer\x1f{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def answered_once(
    kept: Callable[[], KeptAnswers],
) -> Callable[[APIGatewayRestResolver, NextMiddleware], Response[str]]:
    """Make a route honour the header; without it nothing is looked up. Raises RecordError for a key that is none."""

    def answer_once(api: APIGatewayRestResolver, answer: NextMiddleware) -> Response[str]:
        key = api.current_event.headers.get(KEY.name)
        if key is None:
            response: Response[str] = answer(api)
            return response
        if not KEY.takes(key):
            raise RecordError((Problem(KEY.name, KEY.expected),))
        return kept().first(api, key, answer)

    return answer_once


def _scope(event: Mapping[str, Any]) -> str:
    """Who calls, as the authorizer or IAM tells: one caller's keys are nothing to another."""
    context = event["requestContext"]
    told = context.get("authorizer") or {}
    user = (context.get("identity") or {}).get("userArn")
    return json.dumps([told.get("principalId"), told.get("payers"), user])


def _packed(response: Response[str]) -> dict[str, Any]:
    """Pack an answer; one too large for an item is left out, and made again when it is asked for again."""
    body = base64.b85encode(zlib.compress(str(response.body).encode())).decode()
    headers = {"Content-Type": response.headers["Content-Type"]}
    kept = {"status": response.status_code, "headers": headers, "body": body}
    return kept if len(body) <= LARGEST_KEPT else {"again": True}


def _unpacked(kept: Mapping[str, Any]) -> Response[str] | None:
    if "again" in kept:
        return None
    body = zlib.decompress(base64.b85decode(kept["body"])).decode()
    return Response(status_code=kept["status"], headers=kept["headers"], body=body)
