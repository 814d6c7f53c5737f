"""Logs and metrics: counts, ids of batches and kinds of failure; never an event, a body or a member."""

from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

__all__ = ["count", "logger", "metrics"]


@cache
def logger() -> Logger:
    """The function's logger, named after the function by its environment."""
    return Logger()


@cache
def metrics() -> Metrics:
    """The function's metrics."""
    return Metrics()


def count(name: str, value: int = 1) -> None:
    """Add to a count metric."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)
