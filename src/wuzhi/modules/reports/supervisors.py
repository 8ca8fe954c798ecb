"""Who stands how to a supervision: who reports back, who follows up, and who gives the second look."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from wuzhi.areas.codes import prefixes_of
from wuzhi.cases import visibility
from wuzhi.cases.models import Case
from wuzhi.cases.relations import place
from wuzhi.cases.visibility import NOBODY, Relation, either
from wuzhi.core import clock
from wuzhi.modules.reports.models import OPEN_SUPERVISION, ORDERED, PROPOSED, REPORTED, Report
from wuzhi.people.actor import Actor, holders, person
from wuzhi.people.models import Post, Role, User


def _while(found: Q, *supervision: str) -> Q:
    """As a part of `found`: the few that are under supervision come from an index of their own."""
    return found if found == NOBODY else found & _in(supervision)


def _in(supervision: Iterable[str]) -> Q:
    return Q(pk__in=Report.objects.filter(supervision__in=supervision).values("case"))


def _under(*supervision: str) -> Callable[[Actor], Q]:
    return lambda _actor: _in(supervision)


def _stands(actor: Actor, *relations: str) -> Q:
    found = NOBODY
    for key in relations:
        found = either(found, visibility.condition(key, actor))
    return found


def _reports_back(actor: Actor) -> Q:
    return _while(_stands(actor, "handler", "assignee"), ORDERED)


def _desk_reports_back(actor: Actor) -> Q:
    """Before a unit has it, the desk or the tier where it lies owes the report."""
    found = _while(_stands(actor, "dispatcher", "arbiter", "holder"), ORDERED)
    return found if found == NOBODY else found & Q(lead_unit__isnull=True)


def supervised(actor: Actor, *supervision: str) -> Q:
    """What this supervisor has under supervision, in one of these conditions or any open one."""
    return _while(place(Role.SUPERVISOR)(actor), *(supervision or OPEN_SUPERVISION))


def _follows_up(actor: Actor) -> Q:
    return supervised(actor, ORDERED, REPORTED)


def second_look(actor: Actor) -> Q:
    """Supervisors, and leaders for where there is no second one, while an end is proposed."""
    return _while(place(Role.SUPERVISOR, Role.LEADER)(actor), PROPOSED)


def _waits(actor: Actor) -> Q:
    """What lies with supervisors now, and with leaders where no second one served when the end was proposed."""
    led = _while(place(Role.LEADER)(actor), PROPOSED)
    led = led if led == NOBODY else led & Q(report__leader_looks=True)
    return either(supervised(actor, REPORTED, PROPOSED), led)


def other_supervisor(case: Case, but: int | None) -> bool:
    """Whether anyone else supervises here today and may see this report; whoever is away is stood in for."""
    day = clock.today()
    codes = [code for code in prefixes_of(case.area_code) if len(code) <= case.hearing]
    posts = Post.objects.in_force(day).filter(role=Role.SUPERVISOR, areas__code__in=codes)
    others = User.objects.filter(pk__in=holders(posts, day) - {but}, is_active=True).order_by("pk")
    return any(Case.objects.visible_to(person(user)).filter(pk=case.pk).exists() for user in others)


def looks_second(case: Case) -> Q:
    """Whose notice it is that an end was proposed: the other supervisors, or the leaders where there are none."""
    role = Role.LEADER if case.report.leader_looks else Role.SUPERVISOR
    return Q(role=role, areas__code__in=prefixes_of(case.area_code))


RELATIONS = (
    Relation("reports_back", _reports_back, part_of=("handler", "assignee"), few=_under(ORDERED)),
    Relation("desk_reports_back", _desk_reports_back, part_of=("dispatcher", "arbiter", "holder")),
    Relation("follows_up", _follows_up, part_of=("supervisor",)),
    Relation("second_look", second_look, part_of=("supervisor", "leader")),
    Relation("supervision_waits", _waits, part_of=("supervisor", "leader"), few=_under(REPORTED, PROPOSED)),
)
