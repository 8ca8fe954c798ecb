"""The process `report`, version 1: its states, their clocks, and who must act in each."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.process import Process, State, Timer
from wuzhi.modules.reports.steps import (
    assigning,
    closing,
    collecting,
    common,
    dated,
    dispatching,
    following_up,
    handling,
    reviewing,
    supervising,
)

# A supervision runs beside the loop: who owes a report back, and which supervisor or leader must look.
_SUPERVISED = ("reports_back", "supervision_waits")
_WATCHED = (Timer("remind", share=0.8), Timer("overdue", overdue=True))

REPORT = Process(
    key="report",
    version=1,
    label=_("Report"),
    opening=collecting.COLLECT,
    states=(
        State(
            "collected", _("collected"), "review", awaits=("holder", "arbiter", "supervision_waits"), timers=_WATCHED
        ),
        State(
            "reviewed",
            _("reviewed, to be dispatched"),
            "dispatch",
            awaits=(*common.DISPATCHERS, "supervision_waits"),
            timers=_WATCHED,
        ),
        State(
            "dispatched",
            _("dispatched, to be accepted"),
            "accept",
            awaits=(*common.HANDLERS, "asked", "supervision_waits"),
            timers=_WATCHED,
        ),
        State(
            "objected",
            _("objected"),
            "objection",
            awaits=(*common.DISPATCHERS, "supervisor", "reports_back"),
            timers=_WATCHED,
        ),
        State(
            "handling",
            _("being handled"),
            "handle",
            awaits=(*common.HANDLERS, "asked", "approver", "supervision_waits"),
            timers=_WATCHED,
        ),
        State(
            "waiting",
            _("waiting for the reporter"),
            holds=True,
            awaits=("asked", *_SUPERVISED),
            timers=(Timer("go_on", after="reply"),),
        ),
        State("paused", _("paused"), holds=True, awaits=("asked", *_SUPERVISED), timers=(Timer("resume", wake=True),)),
        State(
            "callback",
            _("done, waiting for the reporter's word"),
            "callback",
            awaits=(*common.DISPATCHERS, *_SUPERVISED),
            timers=(Timer("close_silent", overdue=True),),
        ),
        State(
            "appealed", _("conclusion appealed"), "appeal", awaits=("supervisor", "supervision_waits"), timers=_WATCHED
        ),
        State("closed", _("closed"), end=True),
        State("merged", _("merged into another report"), end=True),
        State("withdrawn", _("withdrawn"), end=True),
    ),
    steps=(
        *collecting.STEPS,
        *reviewing.STEPS,
        *dispatching.STEPS,
        *handling.STEPS,
        *assigning.STEPS,
        *closing.STEPS,
        *supervising.STEPS,
        *following_up.STEPS,
        *dated.STEPS,
    ),
    seen_by=(
        "reporter",
        "clock",
        "collector",
        "assignee",
        "holder",
        "handler",
        "asked",
        "took_part",
        "chief",
        "grid_worker",
        "dispatcher",
        "arbiter",
        "supervisor",
        "leader",
    ),
    facts="report",
    limits=("task",),
    watches=dated.WATCHES,
    on_the_spot=("solve",),
)
