"""One's own shifts: the next ones, requests to exchange them, and the calendar file."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuzhi.areas.queries import name_path
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock
from wuzhi.people.actor import actor_of
from wuzhi.people.models import User
from wuzhi.roster import exchanging
from wuzhi.roster.calendar_file import calendar_of
from wuzhi.roster.models import Answer, Exchange, Shift
from wuzhi.roster.overlaps import hours_words

_MOST = 60
_MOST_ASKED = 20
_PAST = timedelta(days=31)
_LATER = timedelta(days=400)


@require_safe
@for_workers()
def show(request: HttpRequest) -> HttpResponse:
    """The shifts to come, what colleagues ask, what one has asked. Two queries."""
    viewer, now = actor_of(request), clock.now()
    coming = Shift.objects.filter(Q(user=viewer.user_id) | Q(stand_in=viewer.user_id), ends__gt=now)
    rows = list(coming.filter(ends__gt=F("starts")).select_related("unit", "user").order_by("starts")[:_MOST])
    mine = Exchange.objects.filter(Q(asker=viewer.user_id) | Q(asked=viewer.user_id))
    related = ("shift__unit", "other__unit", "asker", "asked")
    requests = list(mine.select_related(*related)[:_MOST_ASKED])
    waiting = {one.shift_id for one in requests if one.answer == Answer.OPEN and one.asker_id == viewer.user_id}
    context = {
        "rows": [
            {
                "shift": row,
                "hours": hours_words(row),
                "place": name_path(row.area_code),
                "now": row.starts <= now,
                "stands_in": row.user_id != viewer.user_id,
                "asked": row.pk in waiting,
            }
            for row in rows
        ],
        "to_answer": [_said(one) for one in requests if _is_open(one, now) and one.asked_id == viewer.user_id],
        "asked": [_said(one) for one in requests if _is_open(one, now) and one.asker_id == viewer.user_id],
        "answered": [_said(one) for one in requests if not _is_open(one, now)][:5],
    }
    return render(request, "roster/mine.html", context)


@require_safe
@for_workers()
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The shifts of the last month and to come, for one's own calendar; kept by no cache."""
    viewer, now = actor_of(request), clock.now()
    rows = Shift.objects.filter(user=viewer.user_id, starts__gt=now - _PAST, starts__lt=now + _LATER)
    answer = HttpResponse(calendar_of(rows.select_related("unit")), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="duty.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers()
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks a colleague to take this shift of one's own, or to swap it for one of theirs."""
    viewer = actor_of(request)
    shift = get_object_or_404(Shift.objects.select_related("unit"), pk=pk, user=viewer.user_id)
    people = exchanging.colleagues(shift)
    error: list[str] = []
    if request.method == "POST":
        try:
            _ask(request, shift, people)
        except ValidationError as refused:
            error = refused.messages
        else:
            messages.success(request, _("Asked. It holds once your colleague agrees; until then the shift is yours."))
            return redirect("roster:mine")
    theirs = Shift.objects.filter(user__in=people, unit=shift.unit, kind=shift.kind, starts__gt=clock.now())
    theirs = theirs.filter(ends__gt=F("starts")).select_related("user").order_by("starts")
    context: dict[str, Any] = {
        "shift": shift,
        "hours": hours_words(shift),
        "people": people,
        "theirs": [(other, hours_words(other)) for other in theirs[:_MOST]],
        "errors": error,
    }
    return render(request, "roster/ask.html", context, status=422 if error else 200)


@require_POST
@for_workers()
def answer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Agrees, declines or withdraws; a request of others is not there."""
    viewer = actor_of(request)
    own = Exchange.objects.filter(Q(asker=viewer.user_id) | Q(asked=viewer.user_id))
    exchange = get_object_or_404(own.select_related("asked", "asker"), pk=pk)
    verbs = {"accept": exchanging.accept, "decline": exchanging.decline, "withdraw": exchanging.withdraw}
    said = {
        "accept": _("Agreed. The roster is changed and both of you are told."),
        "decline": _("Declined. Your colleague is told."),
        "withdraw": _("Withdrawn. The shift stays yours."),
    }
    if answer not in verbs:
        raise Http404
    try:
        verbs[answer](actor=viewer, exchange=exchange)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said[answer])
    return redirect("roster:mine")


def _ask(request: HttpRequest, shift: Shift, people: list[User]) -> None:
    """What the form says: `swap` names a shift of theirs, else `person` names who should take it."""
    viewer, swap, person = actor_of(request), request.POST.get("swap", ""), request.POST.get("person", "")
    by_name = {str(user.pk): user for user in people}
    if swap:
        other = Shift.objects.filter(pk=int(swap) if swap.isdecimal() else 0).select_related("user").first()
        if other is None or other.user is None:
            raise ValidationError(_("Choose a shift from the list."))
        exchanging.ask(actor=viewer, shift=shift, asked=other.user, other=other)
        return
    if person not in by_name:
        raise ValidationError(_("Choose a colleague, or one of the shifts."))
    exchanging.ask(actor=viewer, shift=shift, asked=by_name[person])


def _is_open(exchange: Exchange, now: Any) -> bool:
    return exchange.answer == Answer.OPEN and exchange.shift.starts > now


def _said(exchange: Exchange) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "gives": hours_words(exchange.shift),
        "takes": hours_words(exchange.other) if exchange.other else "",
        "answer": exchange.get_answer_display() if exchange.answer else _("no longer possible"),
    }
