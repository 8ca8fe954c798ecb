"""Whatever is sent, the answer is one that the description names, in the shape that it gives; never a server error."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import Case as Asked

from tests.support.loop import Loop
from wuzhi.api import tokens
from wuzhi.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(loop: Loop) -> Any:
    """The description, as it is served."""
    loop.handling()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_one_that_is_described(case: Asked, loop: Loop) -> None:
    assert Client
    with transaction.atomic():
        _row, key = tokens.make(actor=loop.cast.actor("dispatcher"), name="a program", days=1)
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
        transaction.set_rollback(True)
