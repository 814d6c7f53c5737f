"""Fixtures: a deployment in moto, as template.yaml declares it."""

from collections.abc import Iterator

import boto3
import pytest
from integration import declared_stack
from integration.service import Service, new_session
from moto import mock_aws


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A fresh deployment."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", declared_stack.REGION)
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", new_session())
        yield Service(declared_stack.create())
