"""Who calls the API, as the authorizer or IAM vouches for them: the payers whose claims they may see and send."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from radonc_aws.refusals import OtherPayerError, UnknownCallerError
from radonc_aws.settings import AccessSettings

ALL = "*"
IAM = "AWS_IAM"
# Hold nothing of anybody; the template asks for no token there.
PUBLIC = frozenset({"/openapi.json", "/docs"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A known caller; `payers` are profile ids, or `*` for all."""

    payers: frozenset[str]

    def sees(self, payer: str) -> bool:
        """Whether what belongs to a payer exists for this caller."""
        return ALL in self.payers or payer in self.payers

    def sees_all(self, payers: Collection[str]) -> bool:
        """Whether what belongs to several payers exists for this caller; of what names none only a `*` caller sees."""
        return ALL in self.payers or (bool(payers) and self.payers.issuperset(payers))

    def must_act_for(self, payer: str) -> None:
        """Raise OtherPayerError unless this caller may send records of a payer."""
        if not self.sees(payer):
            raise OtherPayerError


def vouched(request_context: Mapping[str, Any], access: str, now: float) -> Caller:
    """Read who calls. IAM's own policies decide for its callers; a token names payers. Raises UnknownCallerError.

    API Gateway keeps an authorizer's answer for some minutes, so the token's end is looked at again here.
    """
    if access == IAM:
        return Caller(frozenset({ALL}))
    told = request_context.get("authorizer") or {}
    if "payers" not in told or not float(told.get("expires", 0)) >= now:  # an end that is no number is none
        raise UnknownCallerError
    return Caller(frozenset(str(told["payers"]).split()))


def know_caller(api: APIGatewayRestResolver, answer: NextMiddleware) -> Response[str]:
    """Refuse whom nobody vouches for, on every path that is not public."""
    if api.current_event.path not in PUBLIC:
        access = AccessSettings.read().api_access
        api.context["caller"] = vouched(api.current_event.raw_event["requestContext"], access, time.time())
    return answer(api)


def caller(api: APIGatewayRestResolver) -> Caller:
    """Return who makes the request at hand."""
    known: Caller = api.context["caller"]
    return known
