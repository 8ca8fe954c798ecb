"""A report sent by a program: opened as its reporter would through the one door, named by its public id."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from wuzhi.cases.actions import open_case
from wuzhi.cases.forms import PLACE_KEYS, Files, StepForm
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed
from wuzhi.open311 import keys
from wuzhi.open311.faults import Fault
from wuzhi.open311.models import ApiKey, Sent
from wuzhi.open311.services import Service, asked, service
from wuzhi.people.actor import ANYONE

MOST_CONTACT = 80
# How the standard calls what the opening's form asks.
_NAMES = {"category": "service_code", "words": "description", "picture": "media", "contact": "phone"}
_PLACE = "lat, long, address_string, address_id"


def send(request: HttpRequest) -> dict[str, Any]:
    """Opens the case; {service_request_id} or {token}. Fault 400, 403, 404 or 429, by the standard's names."""
    given = request.POST
    key = keys.spend(_said(given, "api_key"))
    if not _said(given, "service_code"):
        raise Fault(400, _("service_code: please say which service."))
    chosen = service(_said(given, "service_code"))
    sent = _open(chosen, given, _photo(request), _key_of(request, key))
    row, _made = Sent.objects.get_or_create(case=sent, defaults={"key": key, "token": _token(key)})
    notice = _("Thank you. It is public once it has been reviewed and released.")
    named = {"token": row.token} if row.token else {"service_request_id": str(sent.uuid)}
    return {**named, "service_notice": notice, "account_id": None}


def _open(chosen: Service, given: QueryDict, files: Files, key: UUID | None) -> Any:
    try:
        data = {**_attributes(chosen, given), **_place(given), **_words(given), "category": chosen.category.code}
        return open_case(actor=ANYONE, process_key=chosen.process.key, data=data, files=files, key=key).case
    except Invalid as refused:
        raise Fault(400, *_sentences(refused.form)) from refused
    except (NotAllowed, Conflict) as refused:
        raise Fault(400, str(refused)) from refused


def _said(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name, "")).strip()


def _place(given: QueryDict) -> dict[str, str]:
    """A point, an area's code or a village's name, the most exact of them."""
    longitude, latitude = _said(given, "long"), _said(given, "lat")
    if bool(longitude) != bool(latitude):
        raise Fault(400, _("lat, long: please send both."))
    if longitude:
        return {"place_longitude": longitude, "place_latitude": latitude, "place_datum": "wgs84"}
    if _said(given, "address_id"):
        return {"place_code": _said(given, "address_id")}
    return {"place_name": _said(given, "address_string")[:60]}


def _words(given: QueryDict) -> dict[str, str]:
    """What goes to the vault: the description, a picture's address, and how to reach the person."""
    elsewhere = _said(given, "media_url")
    lines = [_said(given, "description"), f"media_url: {elsewhere}" if elsewhere else ""]
    reach = [_said(given, name) for name in ("first_name", "last_name", "phone", "email")]
    return {
        "words": "\n".join(filter(None, lines)),
        "contact": " ".join(filter(None, reach))[:MOST_CONTACT],
    }


def _attributes(chosen: Service, given: QueryDict) -> dict[str, Any]:
    known = {field.key: field for field in asked(chosen)}
    found: dict[str, Any] = {}
    unknown = []
    for name in given:
        if not name.startswith("attribute["):
            continue
        code = name.removeprefix("attribute[").split("]")[0]
        values = [one for one in given.getlist(name) if one.strip()]
        if code not in known:
            unknown.append(_("attribute[%(code)s]: this service has no such attribute.") % {"code": code[:40]})
        elif values:
            found[code] = values if known[code].kind == "units" else values[-1]
    if unknown:
        raise Fault(400, *unknown)
    return found


def _photo(request: HttpRequest) -> Files:
    """The first file called `media`, as the opening calls it."""
    files: Files = MultiValueDict()
    for name in ("media", "media[]"):
        if name in request.FILES and not files:
            files["picture"] = request.FILES.getlist(name)[0]
    return files


def _key_of(request: HttpRequest, key: ApiKey) -> UUID | None:
    """The same request sent again under its own key is the same; another program's key is another."""
    said = request.headers.get("Idempotency-Key", "").strip()[:200]
    return uuid5(NAMESPACE_URL, f"open311 {key.pk} {said}") if said else None


def _token(key: ApiKey) -> str:
    return secrets.token_hex(16) if key.by_token else ""


def _sentences(form: StepForm) -> list[str]:
    found = []
    for field, errors in form.errors.items():
        name = _PLACE if field in PLACE_KEYS else _NAMES.get(field, f"attribute[{field}]")
        found += [f"{name}: {error}" for error in errors]
    return found
