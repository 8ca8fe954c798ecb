"""Whatever is sent, the answer is one that the description names, in the shape that it gives; never a server error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as conformance

from tests.support.loop import Loop
from wuzhi.api import tokens
from wuzhi.wsgi import application

# What only the settings know (a unit's number, a category's code) makes well-formed data wrong, so 422 is no fault.
CHECKS = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
    conformance.response_headers_conformance,
]


def _operations() -> dict[str, Any]:
    found = list(schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).get_all_operations())
    readable = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(readable) == len(found) > 0
    return {operation.label: operation for operation in readable}


OPERATIONS = _operations()


@contextmanager
def _connected() -> Iterator[None]:
    """A server lets go of its connection after a request; the test's own is needed again."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.parametrize("label", OPERATIONS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_every_answer_is_one_that_is_described(loop: Loop, label: str, data: st.DataObject) -> None:
    case = data.draw(OPERATIONS[label].as_strategy())
    found = loop.cast
    with _connected(), transaction.atomic():
        _row, key = tokens.make(actor=found.actor("dispatcher"), name="a program", days=1)
        case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}, checks=CHECKS)
        transaction.set_rollback(True)
