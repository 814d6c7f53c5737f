"""Token authorizer: tells API Gateway which methods the bearer token of a request may call, and for which payers."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from radonc_aws.observability import count, logger, metrics
from radonc_aws.refusals import TokenRefusedError
from radonc_aws.settings import TokenAuthorizerSettings
from radonc_aws.token_desk import TokenDesk


class UnauthorizedError(Exception):
    """API Gateway answers 401 when an authorizer fails with exactly the text `Unauthorized`, and 500 otherwise."""


@cache
def tokens() -> TokenDesk:
    return TokenDesk.of(TokenAuthorizerSettings.read())


@metrics().log_metrics
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    count("Tokens")
    try:
        return tokens().answer(event["authorizationToken"], event["methodArn"])
    except TokenRefusedError as refusal:
        logger().info("token refused", reason=str(refusal))
        count("TokensRefused")
        raise UnauthorizedError("Unauthorized") from None
    except Exception as error:
        # The type names the fault; the message could repeat what was sent.
        count("TokensUnjudged")
        logger().error("tokens cannot be judged", error_type=type(error).__name__)
        raise UnauthorizedError("tokens cannot be judged") from error
