"""The dispatcher's desk: the queue, its map, and the report that is open with the form of its next step."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases import keyset, process, queries
from wuzhi.cases.listing import Desk, Listing
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.lists import attached
from wuzhi.cases.screens.reading import CasePage, read_case
from wuzhi.cases.screens.rows import Row, rows_of
from wuzhi.cases.screens.step_forms import Tried
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.cases.screens.views.answers import take_step
from wuzhi.cases.screens.views.opening import county
from wuzhi.modules.reports.process import REPORT
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Role

QUEUED = ("collected", "reviewed")
WORKERS = (Role.DISPATCHER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Line:
    """A report in the queue. `url` opens it beside the queue."""

    row: Row
    url: str
    chosen: bool


@dataclass(frozen=True)
class Open:
    """The report that is open, and the one that follows it in the queue ('' where it is the last)."""

    shown: CasePage
    following: str


@require_safe
@for_workers(*WORKERS)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be reviewed or dispatched, the earliest due first, beside the map or the report that is open.

    No words of a reporter are opened before someone chooses the report.
    """
    viewer = actor_of(request)
    return _page(request, viewer, _chosen(viewer, request.GET.get("case", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(*WORKERS)
def take(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Takes a step of the open report; then the same report, while it still waits here, or the next one is open."""
    if request.method != "POST":
        return redirect(_address(uuid))
    viewer = actor_of(request)
    case = _find(viewer, uuid)
    answer = take_step(request, viewer, case, step)
    if answer.done is None:
        return _page(request, viewer, _find(viewer, uuid), tried=answer.tried, status=answer.status)
    told = process.get(case.process, case.version).told(step)
    messages.success(request, _("%(step)s: %(title)s") % {"step": told, "title": describe.title(answer.done.case)})
    stays = answer.done.case.state in QUEUED and answer.done.case.closed_at is None
    following = request.POST.get("following", "")
    return redirect(f"{_address(uuid if stays else following)}#open")


def waiting(viewer: Actor) -> Listing:
    """Reports that wait for this viewer to review or dispatch them."""
    return Desk(viewer).mine.narrowed(Q(process=REPORT.key, state__in=QUEUED))


def _page(
    request: HttpRequest, viewer: Actor, shown: Case | None, *, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    after, points = request.GET.get("after", ""), ("longitude", "latitude")
    page = keyset.page_of(waiting(viewer).cases, keyset.order("due", "due"), after, also=points)
    rows = rows_of(page.cases, attached(page.cases))
    lines = [Line(row, _address(row.case.uuid), shown is not None and row.case.pk == shown.pk) for row in rows]
    opened = Open(read_case(shown, viewer, tried=tried), _following(page.cases, shown)) if shown else None
    place = county()
    context = {
        "list": page,
        "further": urlencode({"after": page.after}) if page.after else "",
        "lines": lines,
        "open": opened,
        "points": [_point(line) for line in lines if line.row.case.longitude is not None] if place else [],
        "county": place,
        "tried": tried,
    }
    return render(request, "reports/dispatch_desk.html", context, status=status)


def _following(cases: list[Case], shown: Case) -> str:
    keys = [case.pk for case in cases]
    after = cases[keys.index(shown.pk) + 1 :] if shown.pk in keys else cases
    rest = after or [case for case in cases if case.pk != shown.pk]
    return str(rest[0].uuid) if rest else ""


def _point(line: Line) -> dict[str, object]:
    case = line.row.case
    return {
        "longitude": case.longitude,
        "latitude": case.latitude,
        "title": line.row.title,
        "url": line.url,
        "chosen": line.chosen,
    }


def _chosen(viewer: Actor, text: str) -> Case | None:
    """The report that an address names; 404 where it is out of sight, None where it names none."""
    if not text:
        return None
    try:
        return _find(viewer, UUID(text))
    except ValueError as error:
        raise Http404 from error


def _find(viewer: Actor, uuid: UUID) -> Case:
    try:
        case = queries.find(viewer, uuid)
    except NotFound as error:
        raise Http404 from error
    if case.process != REPORT.key:
        raise Http404
    return case


def _address(uuid: UUID | str) -> str:
    desk = reverse("reports:review_queue")
    return f"{desk}?{urlencode({'case': str(uuid)})}" if uuid else desk
