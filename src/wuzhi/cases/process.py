"""What a process is: states, steps and timers as data, checked when loaded. No table, no rule in a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
# Data knows nothing of tables: a guard is asked with (case, actor), a branch and a change with the move.
Guard = Callable[[Any, Any], Words | None]
Missing = Callable[[dict[str, Any]], Words | None]
Branch = Callable[[Any], str]
Change = Callable[[Any], None]
STAY = ""
CLOCK = "clock"
ENGINE = "engine"
ANYONE = "anyone"
# What says something about one case alone, and is never asked once for many.
_ONE_BY_ONE = {"case", "picture", "place", "contact"}
DATES = ("follow_up_at", "external_due_at", "task_due_at")


class ProcessError(Exception):
    """A definition that can't work; the program does not start with it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a step asks for. One schema renders the page, the API and the phone.

    kind: words (free text, sealed in the vault), summary (released text), line, choice, reason, unit, units, category,
    urgency, date, days, yes_no, level5, case, person, place, picture, recording, contact, moment, tick.
    An `official` field is asked of dispatchers and clerks only; a `told` one holds words meant for the reporter.
    `noted` names it on the record where the label is a question, which reads ill beside its answer.
    `missing` is asked with all answers where an optional one was left empty: why it can't be, or None.
    Optional fields with the same `fold` lie folded away under that heading where a page takes a matter in.
    """

    key: str
    kind: str
    label: Words
    help: Words = ""
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    reasons: str = ""
    longest: int = 2000
    least: int = 0
    most: int = 0
    official: bool = False
    told: bool = False
    noted: Words = ""
    missing: Missing | None = None
    fold: Words = ""

    @property
    def record_label(self) -> str:
        """How the timeline names what was given."""
        return str(self.noted or self.label)


@dataclass(frozen=True, slots=True)
class Timer:
    """When the clock takes a step of its own accord in a state: one of the five, once each visit.

    share: at this share of the time allowed; overdue: when it is due; left: so long after it was due (a stage
    key whose limit is the distance); after: so long after the state was entered (likewise); wake: at the
    case's own `wake_at`.
    """

    step: str
    share: float | None = None
    overdue: bool = False
    left: str = ""
    after: str = ""
    wake: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """When the clock takes a step because of a date that runs beside the stages, in every state the step knows.

    `date` is one of DATES, columns of the case; `ahead` so much working time before it. Once for each date:
    another date winds the watch up again, a new state does not.
    """

    step: str
    date: str
    ahead: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand. `stage` names the limit that runs here; `holds` stops that clock.

    `awaits` names the relations of those who must act next: their inbox holds the case.
    """

    key: str
    label: Words
    stage: str = ""
    end: bool = False
    holds: bool = False
    awaits: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()


@dataclass(frozen=True)
class Step:
    """One way forward: from where, to where, who may (by relation to this case), and what it asks for.

    `to` holds one state, or several with a `branch` that picks one; STAY keeps the state and its clock. An
    opening's `by` is ANYONE or roles. `guard` gives the reason why not, or None. `change` alters the case in
    memory and collects rows. A `bulk` step may be taken of many ticked cases at once.
    """

    key: str
    label: Words
    told: Words
    sources: tuple[str, ...]
    to: tuple[str, ...]
    by: tuple[str, ...]
    form: tuple[Field, ...] = ()
    guard: Guard | None = None
    branch: Branch | None = None
    change: Change | None = None
    notify: tuple[str, ...] = ()
    public: bool = False
    tone: str = ""
    help: Words = ""
    bulk: bool = False

    def field(self, key: str) -> Field:
        """The field with this key."""
        return next(field for field in self.form if field.key == key)


@dataclass(frozen=True)
class Process:
    """A whole way of working. `facts` names the module's own one-to-one rows; `seen_by` who may read.

    `limits` names what else has a time limit beside the stages of its states (an asked unit's answer, say); `watches`
    what the clock does about dates that no state ends; `on_the_spot` the steps that end it where it was taken in.
    """

    key: str
    version: int
    label: Words
    opening: Step
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    seen_by: tuple[str, ...]
    facts: str = ""
    limits: tuple[str, ...] = ()
    watches: tuple[Watch, ...] = ()
    on_the_spot: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self)

    def state(self, key: str) -> State:
        """The state with this key."""
        return next(state for state in self.states if state.key == key)

    def waits_for_reporter(self, state: str) -> bool:
        """Whether the likeliest next step of a state is the reporter's own."""
        return state in self._with_reporters

    @cached_property
    def _with_reporters(self) -> set[str]:
        return {at for step in self.steps if step.tone == "primary" and "reporter" in step.by for at in step.sources}

    def step(self, key: str) -> Step | None:
        """The step with this key, or None."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.key: step for step in reversed(self.steps)}

    def told(self, kind: str) -> Words:
        """How the timeline names a kind of event."""
        step = self.opening if kind == self.opening.key else self.step(kind) or _built_in.get(kind)
        return step.told if step else kind

    def watch(self, step: str) -> Watch | None:
        """The watch that takes a step, None where it is no watch's."""
        return next((watch for watch in self.watches if watch.step == step), None)

    def stages(self) -> list[str]:
        """Every limit that a city can set for this process."""
        timed = [key for state in self.states for timer in state.timers for key in (timer.left, timer.after)]
        found = [*(state.stage for state in self.states), *timed, *self.limits]
        return list(dict.fromkeys(filter(None, found)))


_known: dict[tuple[str, int], Process] = {}
_built_in: dict[str, Step] = {}


def build_in(step: Step) -> None:
    """A step of the engine's own that every process has, taken by the engine alone."""
    _built_in[step.key] = step


def register(process: Process) -> None:
    """Called by a module's manifest. Old versions stay registered while a case runs on them.

    Raises ProcessError where the key and version are another definition's.
    """
    _refuse(process, "is registered twice", _known.setdefault((process.key, process.version), process) is not process)


def get(key: str, version: int) -> Process:
    """The definition to which a case is pinned. KeyError where the code no longer has it."""
    return _known[key, version]


def is_known(key: str, version: int) -> bool:
    """Whether the code has this version."""
    return (key, version) in _known


def current(key: str) -> Process:
    """The newest version, on which new cases open. KeyError where no module registers it."""
    return _known[key, max((version for known, version in _known if known == key), default=0)]


def all_known() -> list[Process]:
    """Every version that the code has: cases stay on the one on which they opened."""
    return list(_known.values())


def all_current() -> list[Process]:
    """The newest version of every process."""
    return [current(key) for key in dict.fromkeys(key for key, _version in _known)]


def _check(process: Process) -> None:
    keys = [state.key for state in process.states]
    ends = {state.key for state in process.states if state.end}
    steps = (process.opening, *process.steps)
    _refuse(process, "repeats a state", len(keys) != len(set(keys)))
    _refuse(process, "repeats a step", len({step.key for step in steps}) != len(steps))
    _refuse(process, "has no end", not ends)
    for step in steps:
        unknown = {*step.sources, *step.to} - {*keys, STAY}
        _refuse(process, f"step {step.key} names {sorted(unknown)}", bool(unknown))
        _refuse(process, f"step {step.key} needs a branch", len(step.to) > 1 and step.branch is None)
        _refuse(process, f"step {step.key} goes nowhere", not step.to or not step.by)
        fields = [field.key for field in step.form]
        _refuse(process, f"step {step.key} repeats a field", len(fields) != len(set(fields)))
        apart = sorted({field.kind for field in step.form} & _ONE_BY_ONE) if step.bulk else []
        _refuse(process, f"step {step.key} can't be taken in bulk, it asks for {apart}", bool(apart))
    _refuse(process, "opens into STAY", STAY in process.opening.to or bool(process.opening.sources))
    for state in process.states:
        for timer in state.timers:
            taken = process.step(timer.step)
            timed = taken is not None and CLOCK in taken.by and state.key in taken.sources
            _refuse(process, f"timer {timer.step} in {state.key} is no step of the clock", not timed)
    _check_watches(process)
    for before, after in pairwise((process.opening, *map(process.step, process.on_the_spot))):
        _refuse(process, "has no such way on the spot", not before or not after or not {*before.to} & {*after.sources})
    ahead = {key: _reach([key], process.steps) for key in keys}
    stray = set(keys) - _reach(process.opening.to, process.steps)
    _refuse(process, f"never reaches {sorted(stray)}", bool(stray))
    dead = [key for key in keys if not ahead[key] & ends]
    _refuse(process, f"has no way out of {dead}", bool(dead))


def _check_watches(process: Process) -> None:
    for watch in process.watches:
        taken = process.step(watch.step)
        timed = taken is not None and taken.by == (CLOCK,) and taken.to == (STAY,)
        _refuse(process, f"watch {watch.step} is no step of the clock that stays", not timed)
        _refuse(process, f"watch {watch.step} looks at {watch.date}", watch.date not in DATES)
    steps = [watch.step for watch in process.watches] + [timer.step for one in process.states for timer in one.timers]
    twice = {watch.step for watch in process.watches if steps.count(watch.step) > 1}
    _refuse(process, f"repeats a watch: {sorted(twice)}", bool(twice))


def _reach(starts: Iterable[str], steps: Iterable[Step]) -> set[str]:
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        state = waiting.pop()
        if state not in found and state != STAY:
            found.add(state)
            waiting += [to for step in steps if state in step.sources for to in step.to]
    return found


def _refuse(process: Process, why: str, wrong: bool) -> None:
    if wrong:
        raise ProcessError(f"process {process.key} {process.version} {why}")
