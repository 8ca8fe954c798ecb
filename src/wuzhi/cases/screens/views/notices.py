"""What a person is told, and that they have read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wuzhi.cases import process
from wuzhi.cases.models import Case
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.away import leave_words
from wuzhi.cases.screens.lists import read_page
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.notices.leaves import leave_of
from wuzhi.notices.models import Notice
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Leave

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A notice in words; what is out of sight by now is not named."""

    uuid: UUID
    told: str
    title: str
    at: datetime
    unread: bool
    url: str


@require_safe
@for_workers()
def show(request: HttpRequest) -> HttpResponse:
    """The newest first, fifty a page. Two queries, and one where a leave is among them."""
    actor = actor_of(request)
    number = read_page(request.GET.get("page", ""))
    own = Notice.objects.filter(user=actor.user_id).order_by("-id")
    found = list(own[(number - 1) * PAGE : number * PAGE + 1])
    cases = {
        case.uuid: case for case in Case.objects.visible_to(actor).filter(uuid__in={notice.subject for notice in found})
    }
    about = {pk for pk in map(leave_of, found) if pk}
    leaves = {leave.pk: leave for leave in _leaves(about)} if about else {}
    lines = [line for line in (_read(notice, cases, leaves) for notice in found[:PAGE]) if line]
    return render(request, "cases/notices.html", {"lines": lines, "number": number, "more": len(found) > PAGE})


@require_POST
@for_workers()
def mark_read(request: HttpRequest) -> HttpResponse:
    """All of them, or those about one case."""
    unread = Notice.objects.filter(user=actor_of(request).user_id, read_at__isnull=True)
    subject = request.POST.get("case", "")
    if subject:
        try:
            unread = unread.filter(subject=UUID(subject))
        except ValueError:
            unread = unread.none()
    unread.update(read_at=clock.now())
    return redirect("cases:notices")


def _leaves(numbers: set[int]) -> QuerySet[Leave]:
    return Leave.objects.filter(pk__in=numbers).select_related("post__user", "stand_in")


def _read(notice: Notice, cases: Mapping[UUID, Case], leaves: Mapping[int, Leave]) -> Line | None:
    leave = leaves.get(leave_of(notice) or 0)
    if leave is not None:
        told = leave_words(leave)
        return Line(notice.subject, told, "", notice.at, notice.read_at is None, reverse("cases:away"))
    case = cases.get(notice.subject)
    return _line(notice, case) if case else None


def _line(notice: Notice, case: Case) -> Line:
    definition = process.get(case.process, case.version)
    told = str(definition.told(notice.template))
    return Line(case.uuid, told, describe.title(case), notice.at, notice.read_at is None, _address(case))


def _address(case: Case) -> str:
    return reverse("cases:case", args=[case.uuid])
