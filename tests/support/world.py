"""The fixed cast at work: what tests of the engine and its processes stand on, every case made by real steps."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.support.prepared import Prepared
from wuzhi.areas.calendar import seed_calendar
from wuzhi.cases import queries
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.models import Case, Event
from wuzhi.core import clock
from wuzhi.core.versions import forget_stamps, raise_version
from wuzhi.demo import cast as casting
from wuzhi.demo.cast import BUILDING, MICROGRID, NEXT_TOWN, NEXT_VILLAGE, TOWN, VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.staff import Member, load_members
from wuzhi.people.actor import ANYONE, CLOCK, Actor, person, reporter
from wuzhi.people.models import Role, Unit, User

ZONE = ZoneInfo("Asia/Shanghai")
# Two more clerks than the demo's own cast: of a unit that is called in, and of one that is not.
MORE = (
    Member("asked", "示范环境经办", "Demo clerk, environment", Role.CLERK, f"{COUNTY}-hb", (COUNTY,)),
    Member("other", "示范住建经办", "Demo clerk, housing", Role.CLERK, f"{COUNTY}-zj", (COUNTY,)),
)
# A second clerk of the department, who comes where a test asks for one.
COLLEAGUE = Member("colleague", "示范城管二号经办", "Second demo clerk", Role.CLERK, f"{COUNTY}-cg", (COUNTY,))
CAST = tuple(member.username for member in (*casting.CAST, *MORE))
UNITS: Mapping[str, str] = {
    "government": f"{COUNTY}-zf",
    "centre": f"{COUNTY}-centre",
    "inspectors": f"{COUNTY}-data",
    "department": f"{COUNTY}-cg",
    "second": f"{COUNTY}-hb",
    "third": f"{COUNTY}-zj",
    "town": f"{TOWN}-office",
    "village": f"{VILLAGE}-committee",
    "next_town": f"{NEXT_TOWN}-office",
    "next_centre": f"{NEXT_TOWN}-centre",
    "next_village": f"{NEXT_VILLAGE}-committee",
}
LAMP, LITTER, GAS, FEUD, MEDICINE = "street-light", "exposed-rubbish", "gas-leak", "neighbours", "fetch-medicine"
ORDINARY = {"words": "路灯坏了", "place_code": BUILDING, "category": LAMP}
REVIEW = {"category": LAMP, "urgency": "ordinary", "summary": "路灯不亮"}
CONCLUDE = {"reason": "not-specific", "note": "事项不具体"}
OBJECT = {"reason": "not-our-duty", "note": "非我处职责"}
PAUSE = {"reason": "weather", "until": "2026-03-20", "note": "连日有雨"}
CONTENT = {"answered": "yes", "solved": "yes", "satisfaction": "5"}


def local(text: str) -> datetime:
    """An instant from local time as people write it: 2026-03-10 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MORNING = local("2026-03-10 09:00")  # a Tuesday of an ordinary week


@contextmanager
def at(text: str) -> Iterator[None]:
    """Inside, it is this local time."""
    with clock.at(local(text)):
        yield


class World:
    """The cast and the few verbs that most tests need."""

    def __init__(self) -> None:
        self.cast = casting.build_cast()
        self._users = {**self.cast.users, **load_members(MORE, self.cast.units, self.cast.areas, {})}

    def __getitem__(self, name: str) -> Actor:
        """An actor of the cast, with the posts in force at this moment."""
        if name in {"anyone", "clock"}:
            return ANYONE if name == "anyone" else CLOCK
        return person(self._users[name])

    def user(self, name: str) -> User:
        """A user of the cast."""
        return self._users[name]

    def colleague(self) -> User:
        """A second clerk of the department that handles; also known as "colleague" from then on."""
        if COLLEAGUE.username not in self._users:
            self._users |= load_members((COLLEAGUE,), self.cast.units, self.cast.areas, {})
            raise_version("people")
        return self._users[COLLEAGUE.username]

    def unit(self, name: str) -> Unit:
        """A unit by its part in the tests."""
        return self.cast.units[UNITS[name]]

    def ids(self, *names: str) -> list[str]:
        """Units as a form sends them."""
        return [str(self.unit(name).pk) for name in names]

    def report(self, by: Actor = ANYONE, **data: Any) -> Case:
        """A report taken in; by default a resident's about a lamp in the building."""
        return open_case(actor=by, process_key="report", data={**ORDINARY, **data}).case

    def errand(self, by: Actor = ANYONE, **data: Any) -> Case:
        """An errand asked for."""
        asked = {"category": MEDICINE, "words": "取药", "place_code": MICROGRID, "contact": "138", **data}
        return open_case(actor=by, process_key="errand", data=asked).case

    def take(self, case: Case, who: str | Actor, step: str, **data: Any) -> Case:
        """One step of a case, on its newest revision."""
        actor = who if isinstance(who, Actor) else reporter(case.pk) if who == "reporter" else self[who]
        return act(actor=actor, case_uuid=case.uuid, step_key=step, data=data).case

    def reviewed(self, **data: Any) -> Case:
        """A report that waits to be dispatched."""
        return self.take(self.report(**data), "dispatcher", "review", **REVIEW)

    def dispatched(self, *others: str, unit: str = "department") -> Case:
        """A report at a unit, others called in."""
        return self.take(
            self.reviewed(), "dispatcher", "dispatch", unit=str(self.unit(unit).pk), others=self.ids(*others)
        )

    def handling(self, *others: str) -> Case:
        """A report that its unit has accepted."""
        return self.take(self.dispatched(*others), "clerk", "accept")

    def done(self) -> Case:
        """A report that waits for the reporter's word."""
        return self.take(self.handling(), "clerk", "report_done", note="修好了")

    def events(self, case: Case) -> list[Event]:
        """The events in order, with their bodies."""
        return queries.history([case])[case.pk]

    def kinds(self, case: Case) -> list[str]:
        """What happened, in order."""
        return [event.kind for event in self.events(case)]

    def sees(self, who: str | Actor, case: Case) -> bool:
        """Whether someone sees a case."""
        actor = who if isinstance(who, Actor) else self[who]
        return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def _morning() -> World:
    forget_stamps()
    with clock.at(MORNING):
        seed_calendar(years=[2026])
        return World()


@pytest.fixture
def _world(prepared: Prepared) -> Iterator[World | None]:
    """Before the test's transaction, which must begin in the database where the cast stands."""
    with prepared.standing("world", _morning) as found:
        yield found


@pytest.fixture
def world(_world: World | None, db: None) -> Iterator[World]:
    """The county on an ordinary Tuesday morning; time stands still unless a test moves it."""
    found = _world or _morning()
    forget_stamps()
    with clock.at(MORNING):
        yield found
    assert not connection.needs_rollback, "the test left its transaction broken"
