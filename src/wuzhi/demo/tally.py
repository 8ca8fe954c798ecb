"""What a played day came to, each figure with its definition, and whether the engine's promises held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from wuzhi.cases import verifying
from wuzhi.cases.models import Case, Event
from wuzhi.cases.queries import history
from wuzhi.notices import jobs
from wuzhi.notices.models import Job

_BATCH = 500
_SATISFIED = 4
ENDS = ("solved", "silent", "unsolved", "concluded", "merged", "withdrawn", "declined")

DONE = ENDS[:3]  # a unit said that it was done


@dataclass
class Figures:
    """Counts of one set of cases as they stand now. Hours by the wall clock; None where nothing counts."""

    came_in: int = 0
    sent_out: int = 0
    overdue: int = 0
    open: int = 0
    waiting: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    hours: float | None = None
    called_back: int = 0
    satisfied: int = 0

    @property
    def accounted_for(self) -> bool:
        """Nothing that came in is lost: it is open, or it ended in one of the known ways."""
        return self.came_in == self.open + sum(self.ended.values()) and set(self.ended) <= set(ENDS)


def figures(cases: Sequence[Case]) -> Figures:
    """The figures of cases loaded with their reports and errands' rows."""
    found = Figures(came_in=len(cases))
    kinds = _event_kinds(cases)
    lasted = []
    for case in cases:
        found.sent_out += case.lead_unit_id is not None
        found.overdue += "overdue" in kinds[case.pk]
        found.open += case.is_open
        found.waiting += case.is_open and case.state in {"waiting", "paused", "callback", "done"}
        if not case.is_open:
            found.ended[case.outcome] = found.ended.get(case.outcome, 0) + 1
        report = getattr(case, "report", None)
        if case.outcome in DONE and (done := (report and report.done_at) or case.closed_at):
            lasted.append((done - case.opened_at).total_seconds() / 3600)
        if report is not None and report.satisfaction is not None:
            found.called_back += 1
            found.satisfied += report.satisfaction >= _SATISFIED
    found.hours = median(lasted) if lasted else None
    return found


def _event_kinds(cases: Sequence[Case]) -> dict[int, set[str]]:
    kinds: dict[int, set[str]] = {case.pk: set() for case in cases}
    keys = list(kinds)
    for start in range(0, len(keys), _BATCH):
        rows = Event.objects.filter(case__in=keys[start : start + _BATCH]).values_list("case_id", "kind")
        for case_id, kind in rows:
            kinds[case_id].add(kind)
    return kinds


def broken_promises(cases: Sequence[Case]) -> list[str]:
    """A sentence for each invariant that does not hold; empty where all do."""
    problems = faults(cases)
    if not figures(cases).accounted_for:
        problems.append(_("Reports are unaccounted for."))
    if parked := jobs.parked():
        problems.append(_("%(count)d deliveries are parked.") % {"count": parked})
    if left := Job.objects.filter(parked=False).count():
        problems.append(_("%(count)d deliveries were not made.") % {"count": left})
    return problems


def faults(cases: Sequence[Case]) -> list[str]:
    """What does not hold of single cases: chain, revision, order of time, and that the events give the row."""
    found: list[str] = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        told = history(batch)
        for case in batch:
            found += [f"{case.uuid}: {fault}" for fault in _faults(case, told[case.pk])]
    return found


def _faults(case: Case, events: Sequence[Event]) -> Iterable[str]:
    yield from verifying.faults(case, events)
    if any(later.at < earlier.at for earlier, later in zip(events, events[1:], strict=False)):
        yield _("its events run backwards in time")


def show(columns: Mapping[str, Figures], console: Console) -> None:
    """The figures side by side."""
    table = Table(title=_("What became of what came in"))
    table.add_column("")
    for title in columns:
        table.add_column(title, justify="right")
    for label, cells in _lines(list(columns.values())):
        table.add_row(label, *cells)
    console.print(table)


def _lines(found: Sequence[Figures]) -> Iterable[tuple[str, list[str]]]:
    yield _("in"), [str(one.came_in) for one in found]
    yield _("sent to a unit"), [str(one.sent_out) for one in found]
    yield _("open now"), [str(one.open) for one in found]
    yield _("  of these waiting for the reporter, or paused"), [str(one.waiting) for one in found]
    yield _("closed as solved"), [str(one.ended.get("solved", 0)) for one in found]
    yield _("closed after silence (counted as silence)"), [str(one.ended.get("silent", 0)) for one in found]
    yield _("closed though the reporter says it is not solved"), [str(one.ended.get("unsolved", 0)) for one in found]
    yield _("concluded with a reason"), [str(one.ended.get("concluded", 0)) for one in found]
    others = [sum(one.ended.get(key, 0) for key in ENDS[4:]) for one in found]
    yield _("merged, withdrawn or declined"), [str(count) for count in others]
    yield _("overdue at some stage"), [str(one.overdue) for one in found]
    yield _("median hours until done"), ["–" if one.hours is None else f"{one.hours:.1f}" for one in found]
    yield _("satisfied (4–5 of 5) of those who answered"), [f"{one.satisfied}/{one.called_back}" for one in found]
