"""One urgent report in the night of the demo's day: it rings, the stand-in hears, the unit takes it on and mends it."""

from datetime import date, datetime, time, timedelta

from wuzhi.cases.actions import act, open_case
from wuzhi.cases.models import Case
from wuzhi.cases.queries import find_by_code
from wuzhi.core import clock
from wuzhi.demo.cast import GRID
from wuzhi.notices import jobs
from wuzhi.notices.models import Notice
from wuzhi.people.actor import ANYONE, person
from wuzhi.people.models import User
from wuzhi.roster import ringing
from wuzhi.roster.models import Ring

_WORDS = "楼道里煤气味很重，灶台已经关了，窗户也打开了。"
_AT = time(2, 10)
_MOST_JOBS = 1000


def play(day: date) -> Case | None:
    """The night of this day, by the ordinary steps; None where nobody was on duty who could be rung."""
    begin = datetime.combine(day, _AT, tzinfo=clock.local_zone())
    with clock.at(begin):
        data = {"category": "gas-leak", "urgency": "at_once", "words": _WORDS, "place_code": GRID}
        case = open_case(actor=ANYONE, process_key="report", data=data).case
        jobs.work(at_most=_MOST_JOBS)
    ring = Ring.objects.filter(subject=case.uuid).first()
    if ring is None or ring.user_id is None:
        return None
    with clock.at(begin + timedelta(minutes=6)):
        ringing.go_on()
    with clock.at(begin + timedelta(minutes=7)):
        rung = Notice.objects.filter(subject=case.uuid, urgent=True, read_at=None).order_by("pk").last()
        if rung is not None:
            ringing.hear(actor=person(rung.user), notice_id=rung.pk)
    user = User.objects.get(pk=ring.user_id)
    for minutes, step, said in ((12, "accept", {}), (55, "report_done", {"note": "已关阀、通风，确认安全。"})):
        with clock.at(begin + timedelta(minutes=minutes)):
            case = act(actor=person(user), case_uuid=case.uuid, step_key=step, data=said).case
            jobs.work(at_most=_MOST_JOBS)
    with clock.at(begin + timedelta(hours=6)):
        _case, reporter = find_by_code(case.tracking_code)
        answers = {"answered": "yes", "solved": "yes", "satisfaction": "5"}
        return act(actor=reporter, case_uuid=case.uuid, step_key="call_back", data=answers).case
