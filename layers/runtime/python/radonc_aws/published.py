"""What the API publishes of itself: its description, as data and as a page."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from radonc.pages.api_page import api_page
from radonc_aws.negotiated import page_answer
from radonc_aws.openapi import description
from radonc_aws.problem import json_answer

router = Router()  # type: ignore[no-untyped-call]


@router.get("/openapi.json")
def openapi() -> Response[str]:
    """Answer with the description."""
    return json_answer(description())


@router.get("/docs")
def docs() -> Response[str]:
    """Answer with the description as a page."""
    return page_answer(api_page(description()))
