"""When something is due: what was promised, counted by the calendar of whoever must act."""

from datetime import UTC, date, datetime, timedelta

from wuzhi.areas.calendar import STANDARD, Calendars, load_calendar
from wuzhi.cases import process as processes
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.models.case import Urgency
from wuzhi.cases.process import Process, State, Timer, Watch
from wuzhi.core.calendar import CALENDAR_DAYS, CLOCK_HOURS, WORKING_HOURS, Span, WorkingCalendar
from wuzhi.people.units import units

URGENCIES = tuple(Urgency.values)  # the least urgent first
WALL_CLOCK = (CLOCK_HOURS, CALENDAR_DAYS)


def promise(process: Process, category_id: int | None, urgency: str, area_code: str) -> dict[str, list[object]]:
    """The time allowed for each stage under today's settings, as it is copied onto a case."""
    settings = catalogue.fresh()
    found = {stage: settings.limit(process.key, stage, category_id, urgency, area_code) for stage in process.stages()}
    return {stage: [span.amount, span.unit] for stage, span in found.items() if span}


def calendar_of(case: Case) -> WorkingCalendar:
    """The calendar of the case's place, in the office hours of the unit that must act."""
    unit = units.fresh().get(case.lead_unit_id)
    sittings = unit.office_hours if unit else ()
    return load_calendar(case.area_code, sittings) if sittings else load_calendar(case.area_code)


def moved(case: Case, state: State, before: Calendars, after: Calendars, at: datetime) -> datetime | None:
    """Its due time once days of the calendar were changed; the same where they are none of its business.

    Counted from the entry where that is how it came about, else (extended, raised, gone on after a pause) by the
    working time that it had. What would have passed by now stays as it was: nobody is late by a change of the calendar.
    """
    if case.due_at is None or state.holds or state.end or _wall_clock(case, state.stage):
        return case.due_at
    unit = units.fresh().get(case.lead_unit_id)
    sittings = (unit.office_hours if unit else ()) or STANDARD
    old, new = before(case.area_code, sittings), after(case.area_code, sittings)
    span = allowed(case, state.stage) if state.stage else None
    fresh = new.due(case.entered_at, span) if span is not None else None
    if span is not None and fresh is not None and case.due_at in (fresh, old.due(case.entered_at, span)):
        counted = fresh  # or counted by the new days already
    else:
        counted = new.after(case.entered_at, old.working_time(case.entered_at, case.due_at))
    return case.due_at if counted < case.due_at and counted <= at else counted


def unfire(case: Case, state: State, at: datetime) -> None:
    """What the clock did on this visit and would now do later, it does again then."""
    fired, case.fired = case.fired, []
    ahead = {step for when, step in timers(case, state) if when > at}
    case.fired = [step for step in fired if step not in ahead]


def allowed(case: Case, stage: str) -> Span | None:
    """What was promised for a stage, None where nothing was."""
    promised = case.promise.get(stage)
    return Span(int(promised[0]), str(promised[1])) if promised else None


def enter(case: Case, old: State | None, new: State, at: datetime) -> None:
    """Sets due time and timers as the case goes from one state to another.

    A holding state stops the clock and keeps the time that was left; every other entry starts afresh.
    """
    calendar = calendar_of(case)
    case.entered_at, case.fired = at, []
    if new.holds:
        if not (old and old.holds):
            case.time_left = _left(case, old, at, calendar)
        case.due_at = None
    elif old and old.holds and case.time_left is not None:
        case.due_at = _resumed(case, new, at, calendar)
        case.time_left = None
    else:
        span = allowed(case, new.stage) if new.stage else None
        case.due_at, case.time_left = (calendar.due(at, span) if span else None), None
    if new.end:
        case.due_at = case.time_left = None
    case.next_at = next_time(case, new)


def recount(case: Case, state: State, at: datetime, before: tuple[str, datetime | None]) -> None:
    """The due time after the promise was changed within a state; `before` holds the urgency and due time until now.

    Greater urgency counts from now. Anything else counts from the entry and never takes away what was promised.
    A stopped clock starts afresh when it goes on.
    """
    urgency, due_at = before
    if state.holds:
        case.time_left = None
        return
    span = allowed(case, state.stage) if state.stage else None
    if span is None:
        return
    raised = URGENCIES.index(case.urgency) > URGENCIES.index(urgency)
    counted = calendar_of(case).due(at if raised else case.entered_at, span)
    case.due_at = counted if raised or due_at is None else max(due_at, counted)
    if case.due_at != due_at:
        case.fired = []


def extended(case: Case, days: int) -> datetime:
    """The due time moved on by working days; from now where there was none."""
    start = case.due_at or case.entered_at
    return calendar_of(case).due(start, Span(days, "working_days"))


def next_time(case: Case, state: State) -> datetime | None:
    """When the clock must look at the case again; None where it need not."""
    times = [at for at, _step in timers(case, state)]
    return min(times, default=None)


def closing(case: Case, day: date) -> datetime:
    """The end of a day as a date on the case: when the offices that must act close."""
    return calendar_of(case).closing(day)


def stamp(day: datetime) -> str:
    """A date as `marked` keeps it."""
    return day.astimezone(UTC).isoformat()


def watched(case: Case, watch: Watch) -> datetime | None:
    """When a watch takes its step; None where there is no date, or it has dealt with this one."""
    day: datetime | None = getattr(case, watch.date)
    if day is None or (case.marked or {}).get(watch.step) == stamp(day):
        return None
    return calendar_of(case).before(day, watch.ahead) if watch.ahead else day


def timers(case: Case, state: State) -> list[tuple[datetime, str]]:
    """The steps that the clock has still to take here, each with its instant.

    Those of the state's timers that have not fired on this visit, and of the watches on dates beside them.
    """
    return _of_state(case, state) + _of_dates(case, state)


def _of_dates(case: Case, state: State) -> list[tuple[datetime, str]]:
    definition = processes.get(case.process, case.version)
    found = []
    for watch in definition.watches:
        step = definition.step(watch.step)
        at = watched(case, watch) if step is not None and state.key in step.sources else None
        if at is not None:
            found.append((at, watch.step))
    return found


def _of_state(case: Case, state: State) -> list[tuple[datetime, str]]:
    calendar = calendar_of(case) if state.timers else None
    found = []
    for timer in state.timers:
        if calendar is None or timer.step in case.fired:
            continue
        at = _instant(case, state, timer, calendar)
        if at is not None:
            found.append((at, timer.step))
    return found


def _instant(case: Case, state: State, timer: Timer, calendar: WorkingCalendar) -> datetime | None:
    if timer.after:
        span = allowed(case, timer.after)
        return calendar.due(case.entered_at, span) if span else None
    if timer.wake:
        return case.wake_at
    if case.due_at is None:
        return None
    if timer.share is not None:
        unit = CLOCK_HOURS if _wall_clock(case, state.stage) else WORKING_HOURS
        return calendar.before_due(case.due_at, case.entered_at, timer.share, unit)
    if timer.left:
        span = allowed(case, timer.left)
        return calendar.due(case.due_at, span) if span else None
    return case.due_at


def _wall_clock(case: Case, stage: str) -> bool:
    span = allowed(case, stage)
    return span is not None and span.unit in WALL_CLOCK


def _left(case: Case, old: State | None, at: datetime, calendar: WorkingCalendar) -> int | None:
    if case.due_at is None or old is None:
        return None
    left = case.due_at - at if _wall_clock(case, old.stage) else calendar.working_time(at, case.due_at)
    return max(int(left.total_seconds()), 0)


def _resumed(case: Case, new: State, at: datetime, calendar: WorkingCalendar) -> datetime:
    left = timedelta(seconds=case.time_left or 0)
    return at + left if _wall_clock(case, new.stage) else calendar.after(at, left)
