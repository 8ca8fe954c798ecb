"""One step of many ticked cases: the steps to choose from, the form once, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wuzhi.cases import bulk, texts
from wuzhi.cases.bulk import Choice
from wuzhi.cases.forms import StepForm
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Refusal
from wuzhi.cases.screens import describe
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.step_forms import named, offer_texts
from wuzhi.cases.screens.views.access import for_workers, unstored
from wuzhi.cases.screens.views.answers import read_key
from wuzhi.core.ids import new_uuid
from wuzhi.people.actor import Actor, actor_of

_OURS = ("csrfmiddlewaretoken", "case", "step", "key", "back", "go", "text")


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers()
def show(request: HttpRequest) -> HttpResponse:
    """Everything by POST: two hundred numbers are no address. Without `step`, the steps; with `go`, it is taken."""
    back = _back(request)
    if request.method != "POST":
        return redirect(back)
    actor, uuids = actor_of(request), _ticked(request.POST)
    if not uuids or len(uuids) > bulk.MOST:
        words = _("Tick at least one matter first.") if not uuids else _("At most %(count)d matters at once.")
        messages.error(request, words % {"count": bulk.MOST})
        return redirect(back)
    cases = bulk.seen(actor, uuids)
    found = bulk.choices(actor, cases)
    choice = next((one for one in found if one.key == request.POST.get("step")), None)
    if "go" in request.POST:
        return _take(request, actor, uuids, cases, choice)
    chosen = choice or (found[0] if len(found) == 1 else None)
    return _page(request, actor, uuids, cases, found=found, choice=chosen)


def _take(
    request: HttpRequest, actor: Actor, uuids: Sequence[UUID], cases: list[Case], choice: Choice | None
) -> HttpResponse:
    """Even where no case can move any more: a second click is told what the first one did."""
    choice = choice or bulk.named(request.POST.get("step", ""))
    if choice is None:
        return _page(request, actor, uuids, cases, found=bulk.choices(actor, cases), choice=None)
    data = _answers(request.POST)
    if choice.step.form:
        form = StepForm(choice.process, choice.step, actor, data, cases=cases)
        if not form.is_valid():
            return _page(request, actor, uuids, cases, found=[choice], choice=choice, form=form)
    done = bulk.take(actor, uuids, choice, data, read_key(request.POST.get("key", "")))
    context = {"result": done, "step": choice.step, "refused": _lines(done.refused), "back": _back(request)}
    return unstored(render(request, "cases/bulk_done.html", context))


def _page(
    request: HttpRequest,
    actor: Actor,
    uuids: Sequence[UUID],
    cases: list[Case],
    *,
    found: list[Choice],
    choice: Choice | None,
    form: StepForm | None = None,
) -> HttpResponse:
    if choice is not None and choice.step.form and form is None:
        typed = _typed(request.POST, choice) if "text" in request.POST else {}
        form = StepForm(choice.process, choice.step, actor, initial=typed, cases=choice.able)
    if form is not None and choice is not None:
        offer_texts(named(form, choice.step), choice.able or cases, choice.step)
    able = {case.pk for case in choice.able} if choice else set()
    context = {
        "cases": cases,
        "rows": rows_of(case for case in cases if not choice or case.pk in able),
        "unseen": len(uuids) - len(cases),
        "choices": found,
        "choice": choice,
        "others": _lines(choice.others) if choice else [],
        "form": form,
        "key": request.POST.get("key") or str(new_uuid()),
        "back": _back(request),
    }
    failed = bool(form is not None and form.errors)
    return unstored(render(request, "cases/bulk.html", context, status=422 if failed else 200))


def _typed(sent: QueryDict, choice: Choice) -> dict[str, object]:
    """What stood in the form when a standard text was chosen without a script, and the text after it."""
    found: dict[str, object] = {}
    for field in choice.step.form:
        found[field.key] = sent.getlist(field.key) if field.kind == "units" else sent.get(field.key, "")
        if field.kind == "words":
            offered = {one.link: one.filled for one in texts.offered_to_all(choice.able, choice.step.key, field.key)}
            found[field.key] = "\n".join(filter(None, [sent.get(field.key, ""), offered.get(sent.get("text", ""))]))
    return found


def _lines(refused: Sequence[Refusal]) -> list[tuple[Case, str, str]]:
    return [(one.case, describe.title(one.case), one.words) for one in refused]


def _ticked(sent: QueryDict) -> list[UUID]:
    """What was ticked, each once; what is no number of a case is left out."""
    found = []
    for text in sent.getlist("case"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _answers(sent: QueryDict) -> QueryDict:
    """What the step's form was given, without what says which cases and which step."""
    found = sent.copy()
    for name in _OURS:
        found.pop(name, None)
    return found


def _back(request: HttpRequest) -> str:
    """The list from which someone came, never another site."""
    wanted = request.POST.get("back", "")
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("cases:inbox")
