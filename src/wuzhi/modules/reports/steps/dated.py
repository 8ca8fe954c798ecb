"""What the clock does about dates beside the stages: a supervision's, an asked unit's, another system's."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.process import CLOCK, STAY, Step, Watch
from wuzhi.modules.reports.steps import common

# So much working time ahead: a reminder on the working day before.
AHEAD = timedelta(hours=8)
_CALLED = ("dispatched", "handling", "waiting", "paused")
_UNDONE = ("collected", "reviewed", "dispatched", "objected", "handling", "waiting", "paused")
WATCHES = (
    Watch("remind_report_back", "follow_up_at", AHEAD),
    Watch("report_back_missed", "follow_up_at"),
    Watch("remind_task", "task_due_at", AHEAD),
    Watch("task_overdue", "task_due_at"),
    Watch("remind_external", "external_due_at", AHEAD),
    Watch("external_overdue", "external_due_at"),
)
STEPS = (
    Step(
        "remind_report_back",
        _("Remind of the supervision"),
        _("Reminded to report back on the supervision"),
        common.EVERY_STATE,
        (STAY,),
        (CLOCK,),
        notify=("handler",),
    ),
    Step(
        "report_back_missed",
        _("Mark the supervision's date as passed"),
        _("The supervision's date passed without a report"),
        common.EVERY_STATE,
        (STAY,),
        (CLOCK,),
        notify=("handler", "supervisor"),
    ),
    Step(
        "remind_task",
        _("Remind the units that were called in"),
        _("The units that were called in were reminded"),
        _CALLED,
        (STAY,),
        (CLOCK,),
        notify=("asked",),
    ),
    Step(
        "task_overdue",
        _("Mark an answer as overdue"),
        _("A unit that was called in is overdue"),
        _CALLED,
        (STAY,),
        (CLOCK,),
        notify=("asked", "handler"),
    ),
    Step(
        "remind_external",
        _("Remind of the external deadline"),
        _("Reminded of the external deadline"),
        _UNDONE,
        (STAY,),
        (CLOCK,),
        notify=("handler",),
    ),
    Step(
        "external_overdue",
        _("Mark the external deadline as passed"),
        _("The external deadline passed"),
        _UNDONE,
        (STAY,),
        (CLOCK,),
        notify=("handler", "supervisor"),
    ),
)
