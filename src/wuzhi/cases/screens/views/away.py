"""One's own leave with a stand-in, the people of one's units, and what someone who leaves hands over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuzhi.cases import bulk
from wuzhi.cases.models import Case
from wuzhi.cases.screens.away import AwayForm, leave_words, units_of
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.people import leaves
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Leave, Post, User
from wuzhi.people.staff import staff

_LARGEST = 2**62  # no row has a larger number, and no database reads one


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers()
def away(request: HttpRequest) -> HttpResponse:
    """Enters a leave; what is refused comes back with all that was typed."""
    actor = actor_of(request)
    posts = list(leaves.own_posts(actor))
    allowed = leaves.stand_ins(posts)
    form = AwayForm(posts, allowed, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _enter(actor, form):
        messages.success(request, _("It is entered; your stand-in was told."))
        return redirect("cases:away")
    lines = [(leave, leave_words(leave), leave.post.user_id == actor.user_id) for leave in leaves.of_person(actor)]
    alone = [post for post in posts if not allowed[post.pk]]
    context = {"form": form, "lines": lines, "alone": alone, "possible": len(alone) < len(posts)}
    return render(request, "cases/away.html", context, status=422 if form.errors else 200)


@require_POST
@for_workers()
def end(request: HttpRequest, leave: int) -> HttpResponse:
    """Ends a leave of one's own today, or calls it off."""
    actor = actor_of(request)
    found = Leave.objects.filter(pk=leave, post__user=actor.user_id).select_related("post__user", "stand_in").first()
    if found is None:
        raise Http404
    if leaves.end_leave(actor=actor, leave=found):
        messages.success(request, leave_words(found))
    return redirect("cases:away")


@require_safe
@for_workers()
def unit(request: HttpRequest) -> HttpResponse:
    """Who is in my units, who is away, and whose matters have to be handed over."""
    return render(request, "cases/unit.html", {"units": units_of(actor_of(request))})


@require_safe
@for_workers()
def handover(request: HttpRequest, person: int) -> HttpResponse:
    """What names one person, ticked, to be given to someone else in one go. 404 for whom one has no unit with."""
    actor = actor_of(request)
    if person > _LARGEST:
        raise Http404
    found = Case.objects.visible_to(actor).filter(assignee=person, closed_at__isnull=True, lead_unit__in=actor.unit_ids)
    cases = list(found.order_by("id")[: bulk.MOST + 1])
    known = staff.fresh().get(person)
    near = known is not None and any(seat.unit_id in actor.unit_ids for seat in known.seats)
    if not cases and not near:
        raise Http404
    name = str(known) if known else str(User.objects.get(pk=person))
    context = {
        "name": name,
        "rows": rows_of(cases[: bulk.MOST]),
        "more": len(cases) > bulk.MOST,
        "most": bulk.MOST,
        "back": reverse("cases:unit"),
    }
    return render(request, "cases/handover.html", context)


def _enter(actor: Actor, form: AwayForm) -> list[Leave]:
    chosen: dict[Post, User] = form.chosen()
    try:
        return leaves.go_away(
            actor=actor, chosen=chosen, first=form.cleaned_data["first"], last=form.cleaned_data["last"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return []
