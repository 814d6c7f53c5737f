"""A request's bearer token becomes what API Gateway may let through."""

from dataclasses import dataclass
from typing import Any, Self

from radonc_aws.access_grant import ClaimNames, access_policy
from radonc_aws.refusals import TokenRefusedError
from radonc_aws.settings import TokenAuthorizerSettings
from radonc_aws.token_check import LEEWAY, TokenCheck


@dataclass(frozen=True)
class TokenDesk:
    """What it takes to judge a token."""

    check: TokenCheck
    names: ClaimNames

    @classmethod
    def of(cls, settings: TokenAuthorizerSettings) -> Self:
        """Open the desk of a deployment, which asks the issuer where its keys are."""
        check = TokenCheck.discover(
            settings.token_issuer, settings.token_audience, loopback=settings.loopback_issuer == "true"
        )
        return cls(check, ClaimNames(settings.token_scope_prefix, settings.token_payers_claim))

    def answer(self, authorization: str, method_arn: str) -> dict[str, Any]:
        """Answer API Gateway for the Authorization header of a call. Raises TokenRefusedError, IssuerError."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefusedError("no bearer token")
        claims = self.check.claims(token.strip())
        return access_policy(claims, method_arn, self.names, expires=int(claims["exp"]) + LEEWAY)
