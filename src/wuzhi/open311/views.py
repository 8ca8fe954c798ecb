"""The standard's resources. Reading is open to all; writing needs a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.areas.codes import Level
from wuzhi.areas.directory import directory
from wuzhi.cases.models import Case
from wuzhi.open311 import asked, changes, dialect, keys, reading, sending, services
from wuzhi.open311.faults import Fault
from wuzhi.open311.models import Sent

View = Callable[..., HttpResponseBase]
CHANGED = "2026-12-01T00:00:00Z"  # when this door was last changed


def in_dialect(view: View) -> View:
    """Refusals in the words and the format of the request; another jurisdiction's requests are not ours."""

    @wraps(view)
    def answered(request: HttpRequest, *, style: str, **named: Any) -> HttpResponseBase:
        try:
            _check_jurisdiction(request)
            return view(request, style=style, **named)
        except Fault as refused:
            return dialect.fault(refused, style)

    return answered


def _check_jurisdiction(request: HttpRequest) -> None:
    said = (request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or "").strip()
    if said and said not in jurisdictions():
        raise Fault(404, _("jurisdiction_id: %(said)s is not served here.") % {"said": said[:40]})


def jurisdictions() -> set[str]:
    """The codes of the counties served, and the names that this installation answers to."""
    counties = {one.code for one in directory().within("") if one.level == Level.COUNTY}
    return counties | set(settings.ALLOWED_HOSTS) - {"*"}


@require_safe
@in_dialect
def discovery(request: HttpRequest, *, style: str) -> HttpResponseBase:
    """Where the standard is served, and in which formats."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": request.build_absolute_uri(reverse("open311:root")).rstrip("/"),
        "changeset": CHANGED,
        "type": "production",
        "formats": [dialect.TYPES[dialect.XML].split(";")[0], dialect.TYPES[dialect.JSON].split(";")[0]],
    }
    found = {
        "changeset": CHANGED,
        "contact": _("See the footer of the pages of this installation."),
        "key_service": _("Keys are given by the administrators of this installation."),
        "endpoints": [endpoint],
    }
    return dialect.single("discovery", found, style)


@require_safe
@in_dialect
def root(request: HttpRequest, *, style: str) -> HttpResponseBase:
    """The bare address leads nowhere, in words."""
    raise Fault(404, _("Please ask for a resource, such as services.xml."))


@require_safe
@in_dialect
def service_list(request: HttpRequest, *, style: str) -> HttpResponseBase:
    """What can be reported."""
    return dialect.listed("services", (services.summary(one) for one in services.services()), style)


@require_safe
@in_dialect
def service_definition(request: HttpRequest, *, style: str, code: str) -> HttpResponseBase:
    """What else is asked for one service."""
    return dialect.single("service_definition", services.definition(services.service(code)), style)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_dialect
def requests(request: HttpRequest, *, style: str) -> HttpResponseBase:
    """Public requests; POST sends one."""
    if request.method == "POST":
        return dialect.listed("service_requests", [sending.send(request)], style)
    wanted = asked.read(request.GET)
    rows = reading.described(reading.found(wanted), request.build_absolute_uri, extended=wanted.extended)
    return dialect.listed("service_requests", rows, style)


@require_safe
@in_dialect
def one_request(request: HttpRequest, *, style: str, number: str) -> HttpResponseBase:
    """One request, as a list of one; unreleased ones only for the program that sent it."""
    wanted = asked.read({"service_request_id": number, "extensions": request.GET.get("extensions", "")})
    rows = list(reading.described(reading.found(wanted), request.build_absolute_uri, extended=wanted.extended)) or _own(
        request, wanted.ids or ()
    )
    if not rows:
        raise Fault(404, _("service_request_id: there is no public request of this id."))
    return dialect.listed("service_requests", rows, style)


def _own(request: HttpRequest, ids: tuple[UUID, ...]) -> list[dict[str, Any]]:
    key = keys.known(request.GET.get("api_key", ""))
    own = Case.objects.filter(uuid__in=ids, pk__in=Sent.objects.filter(key=key).values("case")) if key else ()
    return [reading.bare(case) for case in own]


@require_safe
@in_dialect
def token(request: HttpRequest, *, style: str, token: str) -> HttpResponseBase:
    """The id of the request that a token stands for."""
    found = Sent.objects.filter(token=token).values_list("case__uuid", flat=True).first()
    if found is None:
        raise Fault(404, _("token: there is no such token."))
    return dialect.listed("service_requests", [{"service_request_id": str(found), "token": token}], style)


@require_safe
@in_dialect
def updates(request: HttpRequest, *, style: str) -> HttpResponseBase:
    """What happened to public requests."""
    return dialect.listed("service_request_updates", changes.updates(asked.read(request.GET)), style)
