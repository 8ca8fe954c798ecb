"""A county at work as a state machine: anybody may try anything at any time, and after each turn all must hold.

What is drawn first is what is likely to be taken, so that a failure shrinks to few, plain steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.answers import BAD, SENT, values_of
from tests.support.invariants import check
from tests.support.world import CAST, MORNING, World
from wuzhi.cases import process
from wuzhi.cases.actions import Done, act, open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.forms import Files
from wuzhi.cases.models import Case, Event, EventBody, IdempotencyKey, Task
from wuzhi.cases.outcomes import Conflict, NotTaken
from wuzhi.cases.process import CLOCK, ENGINE
from wuzhi.cases.visibility import NOBODY, condition, either
from wuzhi.core import clock
from wuzhi.modules.reports.tests.situations import SITUATIONS
from wuzhi.notices.jobs import parked, work
from wuzhi.notices.models import Job
from wuzhi.people.actions import change_unit, operator
from wuzhi.people.actor import Actor, reporter
from wuzhi.trust.models import Secret

WHO = ("reporter", *CAST, "anyone", "clock")
# Tried less often among the steps that fit; these would else end most walks early, or fill them.
RARELY = {"withdraw", "conclude", "decline", "merge", "remind", "solve", "release", "split", "supervise"}
# Long enough to come somewhere; `make torture` walks longer and more often.
WALKS = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
MOST_CASES = 5
BEGINNINGS: Mapping[str, Callable[[World], Case]] = {
    **SITUATIONS,
    "asked for": lambda world: world.errand(),
    "taken on": lambda world: world.take(world.errand(), "grid", "take"),
    "errand done": lambda world: world.take(world.take(world.errand(), "grid", "take"), "grid", "done"),
}
WRITTEN = (Case, Event, EventBody, Task, Secret, Job, IdempotencyKey)


@dataclass(frozen=True)
class Sent:
    """One request as it was sent, so that it can be sent again."""

    send: Callable[..., Done]
    facts: Mapping[str, Any]
    data: Mapping[str, Any]
    key: UUID

    def again(self, **other: str) -> Done:
        """The same once more, or something else under the same key."""
        return self.send(**self.facts, data={**self.data, **other}, key=self.key)

    @property
    def is_claimed(self) -> bool:
        """Whether its key still stands for an answer."""
        return IdempotencyKey.objects.filter(actor=self.facts["actor"].reference, key=self.key).exists()


class Walk(RuleBasedStateMachine):
    """Everything happens on a clock of its own, in a transaction that is rolled back at the end."""

    world: ClassVar[World]
    actors: ClassVar[Mapping[str, Actor]]
    kinds: ClassVar[set[str]]
    refusals: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.now = MORNING
        self.cases: list[Case] = []
        self.revisions: dict[int, int] = {}
        self.rows: dict[int, Mapping[str, Any]] = {}
        self.sent: list[Sent] = []
        self._turns = 0
        self._whole = transaction.atomic()
        self._whole.__enter__()

    def teardown(self) -> None:
        """Every case once more, those too that no turn meant to touch; then nothing of this walk stays."""
        try:
            self.kinds.update(Event.objects.values_list("kind", flat=True))
            for case in self.cases:
                check(case)
        finally:
            transaction.set_rollback(True)
            self._whole.__exit__(None, None, None)

    @initialize(one=st.sampled_from(sorted(BEGINNINGS)), other=st.sampled_from(sorted(BEGINNINGS)))
    def two_matters_stand(self, one: str, other: str) -> None:
        """Wherever matters can stand, reached by real steps."""
        with clock.at(self.now):
            for name in (one, other):
                BEGINNINGS[name](self.world)

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(draw=st.data(), process_key=st.sampled_from(["report", "report", "report", "errand"]))
    def someone_reports(self, draw: st.DataObject, process_key: str) -> None:
        """A matter comes in from anyone, rightly or wrongly filled in."""
        definition = process.current(process_key)
        data, files = self._filled(draw, definition.opening)
        actor = self._actor(draw.draw(st.sampled_from(["anyone", *WHO]), "who"), None)
        self._send(open_case, data, actor=actor, process_key=process_key, files=files)

    @precondition(lambda self: self.cases)
    @rule(draw=st.data())
    def someone_goes_on(self, draw: st.DataObject) -> None:
        """A step that fits, by someone to whom it is open."""
        case = self._one(draw, [case for case in self.cases if case.is_open] or self.cases)
        steps = _fitting(case)
        if steps:
            step = _named(case, draw.draw(st.sampled_from(steps), "step"))
            able = self._able(case, step)
            if able:
                self._step(draw, case, step, self._actor(draw.draw(st.sampled_from(able), "who"), case))

    @precondition(lambda self: self.cases)
    @rule(draw=st.data())
    def and_on(self, draw: st.DataObject) -> None:
        """More often than anything else, so that walks get somewhere."""
        self.someone_goes_on(draw)

    @precondition(lambda self: self.cases)
    @rule(draw=st.data())
    def and_further_on(self, draw: st.DataObject) -> None:
        """Yet more often."""
        self.someone_goes_on(draw)

    @precondition(lambda self: self.cases)
    @rule(draw=st.data(), who=st.sampled_from(WHO))
    def someone_tries_something(self, draw: st.DataObject, who: str) -> None:
        """Any step of any case by anyone."""
        case = self._one(draw, self.cases)
        keys = [step.key for step in process.get(case.process, case.version).steps]
        step = _named(case, draw.draw(st.sampled_from(keys), "step"))
        self._step(draw, case, step, self._actor(who, case))

    @precondition(lambda self: self.sent)
    @rule(draw=st.data(), other=st.booleans())
    def something_is_sent_again(self, draw: st.DataObject, other: bool) -> None:
        """A replay gets the first answer and writes nothing; the same key for something else is refused."""
        sent = self.sent[draw.draw(st.integers(0, len(self.sent) - 1), "sent")]
        if not sent.is_claimed:
            self._deliver(sent)
            return
        before = _rows()
        with clock.at(self.now):
            if other:
                with pytest.raises(Conflict):
                    sent.again(note="另一件")
            else:
                assert sent.again().replayed
        assert _rows() == before

    @rule(minutes=st.sampled_from([1, 45, 600, 3000, 30_000]), ticks=st.booleans())
    def time_passes(self, minutes: int, ticks: bool) -> None:
        """And perhaps the clock ticks."""
        self.now += timedelta(minutes=minutes)
        if ticks:
            with clock.at(self.now):
                ticked = tick()
                assert (ticked.broken, tick().taken) == (0, 0)

    @invariant()
    def all_holds(self) -> None:
        """What must hold of every case that this turn touched, of all together, and of the outbox."""
        with clock.at(self.now):
            work()
            self.cases = list(Case.objects.order_by("pk"))
            for case in self.cases:
                row = {name: value for name, value in vars(case).items() if name != "_state"}
                if self.rows.get(case.pk) != row:
                    assert case.revision >= self.revisions.get(case.pk, 1)
                    check(case)
                    self.rows[case.pk] = row
        self.revisions = {case.pk: case.revision for case in self.cases}
        assert Event.objects.count() == EventBody.objects.count() == sum(self.revisions.values())
        assert not Job.objects.filter(attempts__gt=0).exists()
        assert parked() == 0

    def _step(self, draw: st.DataObject, case: Case, step: process.Step, actor: Actor) -> None:
        data, files = self._filled(draw, step)
        revision = draw.draw(st.sampled_from([case.revision] * 8 + [None, 1, case.revision + 1]), "revision")
        self._send(act, data, actor=actor, case_uuid=case.uuid, step_key=step.key, files=files, revision=revision)

    def _send(self, send: Callable[..., Done], data: Mapping[str, Any], **facts: Any) -> None:
        self._turns += 1
        self._deliver(Sent(send, facts, data, UUID(int=self._turns)))

    def _deliver(self, sent: Sent) -> None:
        """Taken by exactly one event, or refused and nothing written."""
        before = _rows()
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    done = sent.again()
            except NotTaken as refusal:
                self.refusals.add(type(refusal).__name__)
                assert _rows() == before
            else:
                assert done.case.revision == self.revisions.get(done.case.pk, 0) + 1
                self.revisions[done.case.pk] = done.case.revision
        self.sent = [*self.sent[-4:], sent]

    def _one(self, draw: st.DataObject, cases: Sequence[Case]) -> Case:
        """One of these, named by its place among all: whoever reads a failure knows no ids."""
        number = draw.draw(st.sampled_from([self.cases.index(case) for case in cases]), "case")
        return self.cases[number]

    def _actor(self, who: str, case: Case | None) -> Actor:
        return reporter(case.pk if case else 0) if who == "reporter" else self.actors[who]

    def _able(self, case: Case, step: process.Step) -> list[str]:
        """Those to whom the step is open, whatever its guard says."""
        keys = [key for key in step.by if key not in {ENGINE, CLOCK}]
        return [who for who in WHO if keys and _stands(self._actor(who, case), keys, case)]

    def _filled(self, draw: st.DataObject, step: process.Step) -> tuple[dict[str, Any], Files]:
        """The form filled in, one time in five with one field that may well be refused."""
        data: dict[str, Any] = {}
        files: Files = MultiValueDict()
        wrong = draw.draw(st.integers(0, 5 * len(step.form)), "wrong")
        for number, field in enumerate(step.form):
            if not field.required and not draw.draw(st.sampled_from([False, False, True]), field.key):
                continue
            if field.kind in SENT:
                files[field.key] = SimpleUploadedFile("sent", b"" if wrong == number + 1 else SENT[field.kind])
            else:
                key = "place_code" if field.kind == "place" else field.key
                values = BAD if wrong == number + 1 else values_of(field, self.world, self.cases)
                data[key] = draw.draw(st.sampled_from(values), field.key)
        return data, files


def walk(world: World) -> type[Walk]:
    """The machine for one county; `kinds` and `refusals` tell afterwards where its walks came.

    One of the units keeps hours of its own, so that who must act also says when it is due.
    """
    change_unit(actor=operator("tests"), unit=world.unit("second"), sittings="08:00-11:00 15:00-19:00")
    actors = {who: world[who] for who in WHO if who != "reporter"}
    return type("WalkHere", (Walk,), {"world": world, "actors": actors, "kinds": set(), "refusals": set()})


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in WRITTEN)


def _named(case: Case, key: str) -> process.Step:
    step = process.get(case.process, case.version).step(key)
    assert step is not None
    return step


def _fitting(case: Case) -> list[str]:
    """The steps that lead on from where the case stands, the frequent ones more than once."""
    steps = process.get(case.process, case.version).steps
    return [
        step.key
        for step in steps
        if case.state in step.sources
        for _time in range(1 if step.key in RARELY else 9 if step.tone else 4)
    ]


def _stands(actor: Actor, keys: Sequence[str], case: Case) -> bool:
    related = reduce(either, (condition(key, actor) for key in keys), NOBODY)
    return related != NOBODY and Case.objects.filter(related, pk=case.pk).exists()
