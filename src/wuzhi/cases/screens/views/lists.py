"""The inbox and its lists, those that a worker saved or follows, and where a day begins."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzhi.cases import keeping, keyset, queries
from wuzhi.cases.listing import Desk
from wuzhi.cases.models import SavedFilter
from wuzhi.cases.outcomes import NotFound
from wuzhi.cases.screens import worklists
from wuzhi.cases.screens.controls import chosen_words, controls
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.cases.screens.lists import attached
from wuzhi.cases.screens.page import begins_at
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.views.access import for_workers
from wuzhi.people.actor import actor_of


@require_safe
@for_workers()
def desk(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the inbox, or the page that is all of this person's work."""
    return redirect(begins_at(actor_of(request)))


@require_safe
@for_workers()
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of one tab, narrowed, searched and sorted as the address says; what it says wrongly is left out."""
    viewer, criteria = actor_of(request), Criteria.read(request.GET.dict())
    tab = worklists.tab_of(criteria)
    own = Desk(viewer)
    page = worklists.page(own, criteria, request.GET.get("after", ""))
    kept, found = keeping.saved(viewer), controls(viewer, criteria)
    context = {
        "tab": tab,
        "tabs": [(one, criteria.query(tab=one.tab.key, sort="")) for one in worklists.counts(own, criteria)],
        "criteria": criteria,
        "query": criteria.query(),
        "cleared": criteria.cleared().query(),
        "filter": found,
        "chosen": chosen_words(criteria, found),
        "orders": [
            (one.label, criteria.query(sort=one.key), one.key == (criteria.sort or tab.sort)) for one in keyset.ORDERS
        ],
        "saved": kept,
        "saved_now": next((one for one in kept if one.criteria == criteria.query()), None),
        "list": page,
        "further": urlencode({"after": page.after}) if page.after else "",
        "rows": rows_of(page.cases, attached(page.cases)),
    }
    return render(request, "cases/inbox.html", context)


@require_POST
@for_workers()
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the list that is open under a name; the same name again replaces it."""
    criteria, name = Criteria.read(request.POST.dict()), request.POST.get("name", "").strip()
    try:
        keeping.save_filter(actor=actor_of(request), name=name, criteria=criteria.query())
    except keeping.Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse('cases:inbox')}?{criteria.query()}")


@require_POST
@for_workers()
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a saved list away, and says how to have it again."""
    found = SavedFilter.objects.filter(pk=pk, user=actor_of(request).user_id).first()
    if found is None:
        raise Http404
    keeping.forget_filter(actor=actor_of(request), pk=pk)
    words = _("“%(name)s” is no longer saved. The list is still open; save it again if you want.")
    messages.success(request, words % {"name": found.name})
    return redirect(f"{reverse('cases:inbox')}?{found.criteria}")


@require_POST
@for_workers()
def follow(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Puts a case on the list of those that one follows, or takes it off."""
    viewer = actor_of(request)
    try:
        case = queries.find(viewer, uuid)
    except NotFound as error:
        raise Http404 from error
    keeping.follow(actor=viewer, case=case, wanted=request.POST.get("wanted") == "yes")
    return redirect("cases:case", uuid=uuid)
