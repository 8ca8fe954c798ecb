"""Searching, reading, and keeping answers. What is typed is posted: it never stands in an address."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuzhi.cases.fields import kind_label
from wuzhi.cases.screens.views.access import for_workers, unstored
from wuzhi.core import clock
from wuzhi.modules.answers import actions, queries
from wuzhi.modules.answers.finding import LONGEST
from wuzhi.modules.answers.forms import AnswerForm
from wuzhi.modules.answers.models import Answer
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role

_ANSWERED = "wuzhi_helped_{}"
_A_YEAR = 365 * 24 * 3600
KEEPERS = (Role.DISPATCHER, Role.ADMINISTRATOR)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search; before anything is typed, all questions by kind."""
    viewer = actor_of(request)
    typed = request.POST.get("typed", "").strip()[:LONGEST]
    found = queries.search(viewer, typed) if typed else []
    kinds: dict[str, list[Answer]] = {}
    if not found:
        for one in queries.in_force(viewer):
            kinds.setdefault(kind_label(one.kind), []).append(one)
    context = {"typed": typed, "found": found, "kinds": kinds}
    return unstored(render(request, "answers/search.html", context))


@require_safe
def read(request: HttpRequest, code: str) -> HttpResponse:
    """One answer. 404 where none of this code holds today."""
    found = queries.answer(actor_of(request), code)
    if found is None:
        raise Http404
    context = {
        "answer": found,
        "place": queries.place_of(found),
        "kind": kind_label(found.kind),
        "said": _ANSWERED.format(found.pk) in request.COOKIES,
    }
    return render(request, "answers/read.html", context)


@require_POST
def helped(request: HttpRequest, code: str) -> HttpResponse:
    """Counts a yes or a no, once a browser; then the answer again, with thanks."""
    found = queries.answer(actor_of(request), code)
    if found is None:
        raise Http404
    page = reverse("answers:read", args=[code])
    back = redirect(page)
    if request.POST.get("helped") in {"yes", "no"} and _ANSWERED.format(found.pk) not in request.COOKIES:
        actions.count_help(answer=found, helped=request.POST["helped"] == "yes")
        secure = request.is_secure()
        back.set_cookie(
            _ANSWERED.format(found.pk), "1", max_age=_A_YEAR, path=page, secure=secure, httponly=True, samesite="Lax"
        )
    return back


@require_safe
@for_workers(*KEEPERS)
def keep(request: HttpRequest) -> HttpResponse:
    """What this person keeps: those not checked for a year first."""
    viewer = actor_of(request)
    if not queries.is_keeper(viewer):
        raise PermissionDenied(_("Your posts do not open this page."))
    rows = [(row, queries.is_stale(row), getattr(row, "help", None)) for row in queries.kept(viewer)]
    stale = sum(one for _row, one, _help in rows)
    return render(request, "answers/keep.html", {"rows": rows, "stale": stale})


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(*KEEPERS)
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Writing an answer or changing one. Out of the person's areas is 404."""
    viewer = actor_of(request)
    held = get_object_or_404(Answer, code=code) if code else None
    if held is not None and not queries.may_keep(viewer, held.area_code):
        raise Http404
    if not queries.is_keeper(viewer):
        raise PermissionDenied(_("Your posts do not open this page."))
    today = clock.today()
    begin = {"reviewed_on": today, "valid_from": today}
    form = AnswerForm(request.POST or None, instance=held, initial=begin, places=queries.places(viewer))
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_answer(actor=viewer, **form.cleaned_data)
            return redirect("answers:keep")
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except PermissionDenied as error:
            form.add_error("area_code", str(error))
    status = 422 if form.is_bound else 200
    return render(request, "answers/edit.html", {"form": form, "held": held}, status=status)
