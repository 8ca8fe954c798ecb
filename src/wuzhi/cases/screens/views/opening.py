"""Taking a matter in from a page: one way for every module, with or without an account or JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wuzhi.areas.codes import Level
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.queries import children
from wuzhi.cases import process, queries
from wuzhi.cases.actions import Done, open_case
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.forms import StepForm
from wuzhi.cases.models import Case, Urgency
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound
from wuzhi.cases.screens.rows import row_of
from wuzhi.cases.screens.views.access import unstored
from wuzhi.cases.screens.views.answers import read_key
from wuzhi.core.ids import new_uuid, show_tracking_code
from wuzhi.core.views import error_page
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Role

_MOST_PLACES = 12


@dataclass
class Opened:
    """Either `done`, or the form to show, with the key that makes a double click one matter."""

    form: StepForm | None
    key: str
    done: Done | None = None
    status: int = 200
    words: str = ""
    county: AreaFacts | None = field(default=None)

    @property
    def has_errors(self) -> bool:
        """Whether fields are marked below."""
        return bool(self.form and self.form.is_bound and self.form.errors)


def not_offered(request: HttpRequest, process_key: str) -> HttpResponse | None:
    """Instead of the form, a page that says so where no place of the installation offers the process; else None."""
    if catalogue.fresh().is_offered_somewhere(process_key):
        return None
    what = {"process": process.current(process_key).label}
    words = _("%(process)s: this is not offered here yet. In an emergency call 110, 119 or 120.") % what
    return error_page(request, 404, _("Not offered here"), words)


def opening_page(request: HttpRequest, process_key: str) -> Opened:
    """The empty form; or, where a town was chosen, the same form with what was typed and the town's villages."""
    definition = process.current(process_key)
    actor = actor_of(request)
    typed = {"urgency": Urgency.ORDINARY, **{name: request.POST.get(name) for name in request.POST}}
    form = StepForm(definition, definition.opening, actor, initial=typed)
    form.place_choices = _own_places(actor)
    town = request.POST.get("town", "")
    if town and town.isdigit():
        form.place_choices = [area for area in children(town) if area.level == Level.VILLAGE]
    return Opened(form, str(read_key(request.POST.get("key", ""))), county=county())


def _own_places(actor: Actor) -> list[AreaFacts]:
    """The grids or buildings that a grid worker or chief serves: what they find lies there, and starts with them."""
    codes = sorted({code for seat in actor.seats_as(Role.CHIEF, Role.GRID_WORKER) for code in seat.prefixes})
    known = [directory().get(code) for code in codes[:_MOST_PLACES]]
    return [area for area in known if area is not None]


def take_in(request: HttpRequest, process_key: str) -> Opened:
    """Sends the posted form to the engine; what is refused comes back with all that was typed."""
    actor = actor_of(request)
    key = read_key(request.POST.get("key", ""))
    try:
        done = open_case(actor=actor, process_key=process_key, data=request.POST, files=request.FILES, key=key)
    except Invalid as error:
        return Opened(error.form, str(key), status=422, county=county())
    except (Conflict, NotAllowed) as error:
        definition = process.current(process_key)
        form = StepForm(definition, definition.opening, actor, request.POST, files=request.FILES)
        status = 409 if isinstance(error, Conflict) else 403
        return Opened(form, str(new_uuid()), status=status, words=str(error), county=county())
    return Opened(None, str(key), done=done)


def county() -> AreaFacts | None:
    """The county whose map the page draws: the first one served."""
    return next((area for area in directory().within("") if area.level == Level.COUNTY), None)


def receipt(request: HttpRequest, code: str, process_key: str, afterwards: str) -> HttpResponse:
    """The page after a matter was taken in: its code, who acts next, by when. 404 for a code of no such matter."""
    try:
        case, _actor = queries.find_by_code(code)
    except (NotFound, ValidationError) as error:
        raise Http404 from error
    if case.process != process_key:
        raise Http404
    actor = actor_of(request)
    context = {
        "case": case,
        "row": row_of(case),
        "code": show_tracking_code(case.tracking_code),
        "afterwards": afterwards,
        "own_case": bool(actor.seats) and Case.objects.visible_to(actor).filter(pk=case.pk).exists(),
    }
    return unstored(render(request, "cases/receipt.html", context))
