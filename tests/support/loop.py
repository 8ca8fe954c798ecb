"""The main loop for tests of screens: the cast in a small county, and steps taken through the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.support.prepared import Prepared
from wuzhi.cases import queries
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.models import Case
from wuzhi.core.versions import forget_stamps
from wuzhi.demo.cast import GRID, Cast, build_cast
from wuzhi.people.actor import ANYONE

WORDS = "路灯连续三晚不亮,老人出门不便"


@dataclass(frozen=True)
class Loop:
    """What tests do with the cast."""

    cast: Cast

    def client(self, username: str = "", language: str = "en") -> Client:
        """A browser of one of the cast, or of a resident."""
        client = Client()
        client.cookies["django_language"] = language
        if username:
            client.force_login(self.cast.users[username])
        return client

    def report(self, **data: Any) -> Case:
        """A resident's report from the first grid."""
        given = {"words": WORDS, "place_code": GRID, "contact": "0716-0000000", **data}
        return open_case(actor=ANYONE, process_key="report", data=given).case

    def take(self, case: Case, username: str, step: str, **data: Any) -> Case:
        """One step by one of the cast, or by the reporter."""
        if username == "reporter":
            _case, actor = queries.find_by_code(case.tracking_code)
        else:
            actor = self.cast.actor(username)
        return act(actor=actor, case_uuid=case.uuid, step_key=step, data=data).case

    def reviewed(self, **data: Any) -> Case:
        """Classified as a street light, which the city management bureau handles."""
        facts = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮", **data}
        return self.take(self.report(), "dispatcher", "review", **facts)

    def public(self, **data: Any) -> Case:
        """Reviewed and, as its reporter allowed, released."""
        facts = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮", "release": "on"}
        return self.take(self.report(may_be_shown="on", **data), "dispatcher", "review", **facts)

    def handling(self) -> Case:
        """Accepted by the clerk's bureau."""
        unit = self.cast.units["421081-cg"].pk
        case = self.take(self.reviewed(), "dispatcher", "dispatch", unit=unit)
        return self.take(case, "clerk", "accept")

    def done(self) -> Case:
        """Reported done; the reporter is asked."""
        return self.take(self.handling(), "clerk", "report_done", note="灯泡已更换")


def _built() -> Cast:
    forget_stamps()
    return build_cast()


@pytest.fixture
def _cast(prepared: Prepared) -> Iterator[Cast | None]:
    """Before the test's transaction, which must begin in the database where the cast stands."""
    with prepared.standing("loop", _built) as found:
        yield found


@pytest.fixture
def loop(_cast: Cast | None, db: None) -> Loop:
    """A small county in this test's database."""
    found = _cast or _built()
    forget_stamps()
    return Loop(found)
