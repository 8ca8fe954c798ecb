"""The inbox and its other lists, and where a day begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wuzhi.cases.screens import describe
from wuzhi.cases.screens.lists import TABS, attached, page_of, read_page
from wuzhi.cases.screens.page import begins_at
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
    """One of the tabs, a page of it. An unknown tab is the first."""
    wanted = request.GET.get("tab", "")
    tab = next((one for one in TABS if one.key == wanted), TABS[0])
    page = page_of(tab.cases(actor_of(request)), read_page(request.GET.get("page", "")))
    context = {
        "tabs": TABS,
        "tab": tab,
        "list": page,
        "rows": describe.rows(page.cases, attached(page.cases)),
    }
    return render(request, "cases/inbox.html", context)
