"""What a person is told, and that they have read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import IntegerField, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wuzhi.cases import process
from wuzhi.cases.models import Case
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.away import leave_words
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.notices import telling
from wuzhi.notices.leaves import leave_of
from wuzhi.notices.models import Notice
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Leave

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A notice in words; what is out of sight by now is not named. An urgent one rings until it is heard."""

    notice: int
    uuid: UUID
    told: str
    title: str
    url: str
    at: datetime
    unread: bool
    rings: bool


@require_safe
@for_workers()
def show(request: HttpRequest) -> HttpResponse:
    """What rings first, then the newest, fifty a page. Two queries, and those of the rooms that told something."""
    actor = actor_of(request)
    follows = _follows(request.GET.get("after", ""))
    calm = Either(When(urgent=True, read_at=None, then=0), default=1, output_field=IntegerField())
    own = Notice.objects.filter(user=actor.user_id).annotate(calm=calm)
    found = list(own.filter(follows or Q()).order_by("calm", "-id")[: PAGE + 1])
    told = telling.told(actor, found) | _leaves(found)
    subjects = {notice.subject for notice in found if not telling.room_of(notice)}
    cases = {case.uuid: case for case in Case.objects.visible_to(actor).filter(uuid__in=subjects)}
    lines = [line for notice in found[:PAGE] if (line := _line(notice, cases, told)) is not None]
    last = found[PAGE - 1] if len(found) > PAGE else None
    further = f"after={last.calm}.{last.pk}" if last else ""
    return render(request, "cases/notices.html", {"lines": lines, "first": follows is None, "further": further})


def _follows(after: str) -> Q | None:
    """What follows the last notice of a page; None where the address names none that can be read."""
    read = re.fullmatch(r"([01])\.([0-9]{1,18})", after, re.ASCII)
    return Q(calm__gt=int(read[1])) | Q(calm=int(read[1]), pk__lt=int(read[2])) if read else None


@require_POST
@for_workers()
def mark_read(request: HttpRequest) -> HttpResponse:
    """All of them, or those about one matter. What rings is not read away: somebody says that they have heard."""
    unread = Notice.objects.filter(user=actor_of(request).user_id, read_at__isnull=True, urgent=False)
    subject = request.POST.get("case", "")
    if subject:
        try:
            unread = unread.filter(subject=UUID(subject))
        except ValueError:
            unread = unread.none()
    unread.update(read_at=clock.now())
    return redirect("cases:notices")


def _leaves(found: Sequence[Notice]) -> dict[int, telling.Told]:
    """What is said of leaves, by the notice's number. One query where there are any."""
    about = {notice.pk: pk for notice in found if (pk := leave_of(notice))}
    if not about:
        return {}
    known = Leave.objects.filter(pk__in=set(about.values())).select_related("post__user", "stand_in")
    leaves = {leave.pk: leave for leave in known}
    own = reverse("cases:away")
    return {pk: telling.Told(leave_words(leaves[number]), own) for pk, number in about.items() if number in leaves}


def _line(notice: Notice, cases: Mapping[UUID, Case], told: Mapping[int, telling.Told]) -> Line | None:
    unread = notice.read_at is None
    said = told.get(notice.pk)
    if said is not None:
        return Line(notice.pk, notice.subject, said.sentence, "", said.url, notice.at, unread, rings=False)
    case = cases.get(notice.subject)
    if case is None:
        return None
    definition = process.get(case.process, case.version)
    sentence, title = str(definition.told(notice.template)), describe.title(case)
    rings = unread and notice.urgent
    return Line(notice.pk, notice.subject, sentence, title, describe.address(case), notice.at, unread, rings)
