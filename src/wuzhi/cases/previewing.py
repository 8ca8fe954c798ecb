"""The page between a settings form and its saving: what the change would have done, and two ways on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wuzhi.areas.admin import place_name
from wuzhi.cases import preview, settings
from wuzhi.cases.catalogue import Catalogue, catalogue
from wuzhi.cases.models import Category, Route, StageLimit
from wuzhi.core.versions import forget_stamps
from wuzhi.people.actor import actor_of
from wuzhi.people.admin import SettingsAdmin
from wuzhi.people.models import Unit
from wuzhi.people.units import units

_SALT = "wuzhi.settings-preview"
_SECONDS = 3600
_CONTROLS = {"csrfmiddlewaretoken", "days"}


class PreviewAdmin(SettingsAdmin):
    """A settings page whose form can be looked at in its effects before it is saved."""

    change_form_template = "cases/settings_form.html"

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Saving what was previewed is refused where the form or the settings are no longer those that were shown."""
        wanted = request.POST.keys() & {"_preview", "_previewed"} if request.method == "POST" else set()
        if not wanted:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if "_preview" not in wanted:
            if _token_holds(request):
                return super().changeform_view(request, object_id, form_url, extra_context)
            messages.warning(request, _("The settings were changed meanwhile. Nothing was saved; please look again."))
        return self._preview(request, object_id)

    def _preview(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # the admin's own 404
        allowed = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        days, held = _days(request), catalogue.fresh()
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
        changed = _tried(form)
        result = _result(request, form.instance, held, changed, days) if changed is not None else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("What this would have done"),
            "opts": self.opts,
            "form": form,
            "result": result,
            "timed": isinstance(result, preview.Timed),
            "since": preview.first_day(days),
            "spans": (preview.SHORTEST, preview.USUAL, preview.LONGEST),
            "most": preview.MOST_COUNTED,
            "fields": _fields(request),
            "token": _token(request),
            "list": _list_of(form.instance, days),
            "standing": preview.standing(row) if isinstance(row, Unit) else None,
        }
        return TemplateResponse(request, "cases/settings_preview.html", context)


def preview_end(settings_page: PreviewAdmin, request: HttpRequest, routes: Sequence[Route]) -> HttpResponse | None:
    """What the end of these routes would have done, or None where exactly that was confirmed: then it may be done."""
    days, held = _days(request), catalogue.fresh()
    if "_previewed" in request.POST:
        if _token_holds(request):
            return None
        messages.warning(request, _("The settings were changed meanwhile. Nothing was saved; please look again."))
    with transaction.atomic():
        for route in routes:
            settings.end(actor=actor_of(request), row=route)
        changed = Catalogue(units.fresh())
        transaction.set_rollback(True)
    forget_stamps()
    context = {
        **settings_page.admin_site.each_context(request),
        "title": _("What ending these would have done"),
        "opts": settings_page.opts,
        "result": preview.routed(actor_of(request), routes, held, changed, days),
        "ending": [(route, place_name(route.area_code)) for route in routes],
        "since": preview.first_day(days),
        "spans": (preview.SHORTEST, preview.USUAL, preview.LONGEST),
        "fields": [*_fields(request), *(("_selected_action", str(route.pk)) for route in routes)],
        "token": _token(request),
        "list": _list_of(routes[0], days) if len(routes) == 1 else "",
    }
    return TemplateResponse(request, "cases/settings_preview.html", context)


def _list_of(row: Any, days: int) -> str:
    """The address of the list of the matters that are counted, as far as one list holds them; '' where none does."""
    facts = {"tab": "all", "since": preview.first_day(days).isoformat()}
    if isinstance(row, Category):
        facts["category"] = row.code
    elif isinstance(row, Route):
        facts |= {"category": row.category.code, "area": row.area_code}
    elif isinstance(row, StageLimit):
        facts |= {"category": row.category.code} if row.category else {}
        facts |= {name: getattr(row, key) for name, key in (("area", "area_code"), ("urgency", "urgency"))}
    else:
        return ""
    return f"{reverse('cases:inbox')}?{urlencode({name: value for name, value in facts.items() if value})}"


def _tried(form: Any) -> Catalogue | None:
    """The catalogue as it would be: the action itself runs and is taken back at once. None where it refuses."""
    with transaction.atomic():
        changed = Catalogue(units.fresh()) if form.is_valid() else None
        transaction.set_rollback(True)
    forget_stamps()
    return changed


def _result(
    request: HttpRequest, row: Any, held: Catalogue, changed: Catalogue, days: int
) -> preview.Timed | preview.Routed:
    if isinstance(row, StageLimit):
        return preview.timed(row, held, changed, days)
    return preview.routed(actor_of(request), [row], held, changed, days)


def _days(request: HttpRequest) -> int:
    text = request.POST.get("days", "")
    days = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else preview.USUAL
    return min(max(days, preview.SHORTEST), preview.LONGEST)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    names = [name for name in request.POST if name not in _CONTROLS and not name.startswith("_")]
    return [(name, str(value)) for name in sorted(names) for value in request.POST.getlist(name)]


def _shown(request: HttpRequest) -> list[Any]:
    """What a preview was of: who, which page, what was typed, under which settings."""
    forget_stamps()
    chosen = sorted(request.POST.getlist("_selected_action"))
    digest = hashlib.sha256(json.dumps([_fields(request), chosen]).encode()).hexdigest()
    return [request.user.pk, request.path, digest, [str(one) for one in (*catalogue.stamp(), *units.stamp())]]


def _token(request: HttpRequest) -> str:
    return signing.dumps(_shown(request), salt=_SALT)


def _token_holds(request: HttpRequest) -> bool:
    try:
        said = signing.loads(request.POST["_previewed"], salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return False
    return bool(said == _shown(request))
