"""What can be asked and done. Every answer is what `visible_to`, `open_steps` and `act` say."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Body, Field, Header, Query, Router, Schema, Status

from wuzhi.api import reading
from wuzhi.api.along import account_of, along
from wuzhi.api.bodies import OpeningIn, StepIn, also_as_form, files_of
from wuzhi.api.packing import packed
from wuzhi.api.problems import FieldFault, Problem, Refused
from wuzhi.api.shapes import Along, CaseOut, Count, Done, Lines, Me, Offered, Opened, Texts
from wuzhi.api.signing_in import worker_of
from wuzhi.api.step_forms import flat
from wuzhi.cases import actions, keyset, process, queries
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.listing import Desk
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed, NotFound
from wuzhi.cases.screens import worklists
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.cases.screens.reading import may_open_contact
from wuzhi.cases.screens.rows import rows_of
from wuzhi.cases.screens.views.case import PURPOSES
from wuzhi.core.ids import show_tracking_code
from wuzhi.people.actor import Actor

router = Router()
_REVISION = re.compile(r'(?:W/)?"(\d{1,9})"', re.ASCII)
_READ: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 422, 503), Problem)
_ACTED: dict[int, Any] = _READ | dict.fromkeys((409, 412, 413), Problem)


class CriteriaIn(Schema):
    """How a list is narrowed and sorted, as on the page."""

    tab: str = ""
    q: str = ""
    kind: str = ""
    category: str = ""
    area: str = ""
    unit: str = ""
    urgency: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""


class LookIn(Schema):
    """Why one looks (`handling`, `call_back`), and whether at the reporter's contact too."""

    purpose: str
    contact: bool = False


class OnceOnly(Schema):
    """A key of your own making: sent again with it, a request is not carried out again."""

    idempotency_key: UUID | None = Field(None, alias="Idempotency-Key")


class AsSeen(OnceOnly):
    """The ETag of the case as you saw it, or `*`."""

    if_match: str = Field("", alias="If-Match")


@router.get("/me", response={200: Me, **_READ}, summary="Who you are here")
def me(request: HttpRequest) -> Me:
    """Your name, your roles, and the CSRF token of your session."""
    actor = worker_of(request)
    return Me(
        account=account_of(actor),
        name=actor.name,
        roles=sorted({seat.role for seat in actor.seats}),
        csrf=get_token(request),
    )


@router.get("/processes", response={200: list[Offered], **_READ}, summary="What you may open")
def processes(request: HttpRequest) -> list[Offered]:
    """The processes that are offered here and of which you may open a case."""
    return reading.offered_to(worker_of(request))


@router.get("/area", response={200: Along, 304: None, **_READ}, summary="Your area, to take along")
def area(request: HttpRequest) -> HttpResponse:
    """All that work without a signal needs; 304 where its ETag is the one you have. Packed where you take gzip."""
    return packed(request, along(worker_of(request)))


@router.get("/cases", response={200: Lines, **_READ}, summary="A list of cases")
def cases(request: HttpRequest, criteria: Query[CriteriaIn], after: str = "") -> Lines:
    """A page of one tab of your inbox (`mine` unless `tab` says otherwise), fifty cases; `after` leads to the next."""
    page = worklists.page(Desk(worker_of(request)), _criteria(criteria), after)
    return Lines(cases=[reading.line_of(row) for row in rows_of(page.cases)], after=page.after)


@router.get("/counts", response={200: list[Count], **_READ}, summary="How long the lists are")
def counts(request: HttpRequest, criteria: Query[CriteriaIn]) -> list[Count]:
    """Each tab's length under the same criteria, words left out."""
    found = worklists.counts(Desk(worker_of(request)), _criteria(criteria))
    return [
        Count(
            key=one.tab.key,
            label=str(one.tab.label),
            number=one.number if one.tab.counted else None,
            more=one.more,
        )
        for one in found
    ]


@router.get("/cases/{uuid:uuid}", response={200: CaseOut, **_READ}, summary="One case")
def case(request: HttpRequest, response: HttpResponse, uuid: UUID) -> CaseOut:
    """A case in your sight and the steps that are open to you. Its ETag is for `If-Match`."""
    actor = worker_of(request)
    found = queries.find(actor, uuid)
    response["ETag"] = f'"{found.revision}"'
    return reading.case_of(found, actor)


@router.post("/cases/{uuid:uuid}/look", response={200: Texts, **_READ}, summary="What people wrote")
def look(request: HttpRequest, uuid: UUID, body: Body[LookIn]) -> Texts:
    """The words of a case, and the contact where you ask for it. The look and its purpose are on the record."""
    actor = worker_of(request)
    found = queries.find(actor, uuid)
    if body.purpose not in dict(PURPOSES):
        raise Refused(422, "", [FieldFault(field="purpose", detail=_("Please say what you need the contact for."))])
    if body.contact and not may_open_contact(found):
        raise NotAllowed(_("Only those who handle this case open the contact."))
    return reading.texts_of(found, actor, body.purpose, with_contact=body.contact)


@router.post("/cases", response={201: Opened, **_ACTED}, summary="Open a case", openapi_extra=also_as_form(OpeningIn))
def open_case(
    request: HttpRequest,
    response: HttpResponse,
    body: Body[OpeningIn],
    sent: Header[OnceOnly],
) -> Status[Opened]:
    """Takes a matter in. The same `Idempotency-Key` gives the same case again."""
    actor = worker_of(request)
    definition = next((one for one in process.all_current() if one.key == body.process), None)
    if definition is None or not catalogue.fresh().is_offered_somewhere(body.process):
        raise NotFound
    data, key = flat(definition.opening, body.data), sent.idempotency_key
    done = actions.open_case(actor=actor, process_key=body.process, data=data, files=files_of(request), key=key)
    found = done.case
    response["Location"] = request.build_absolute_uri(f"cases/{found.uuid}")
    code = show_tracking_code(found.tracking_code)
    return Status(201, Opened(uuid=found.uuid, revision=found.revision, replayed=done.replayed, code=code))


@router.post(
    "/cases/{uuid:uuid}/steps/{slug:step}",
    response={200: Done, **_ACTED, 428: Problem},
    summary="Take a step",
    openapi_extra=also_as_form(StepIn),
)
def take(
    request: HttpRequest,
    uuid: UUID,
    step: str,
    body: Body[StepIn],
    sent: Header[AsSeen],
) -> Done:
    """Takes a step of a case as you saw it: `If-Match` is its ETag, or `*` for whatever state it is in.

    Where someone was quicker nothing is taken, and the answer (412) names the revision at which it stands now.
    """
    actor, revision = worker_of(request), _seen(sent.if_match)
    data = _read(actor, uuid, step, body.data)
    done = actions.act(
        actor=actor,
        case_uuid=uuid,
        step_key=step,
        data=data,
        files=files_of(request),
        revision=revision,
        key=sent.idempotency_key,
    )
    seen = Case.objects.visible_to(actor).filter(uuid=uuid).exists()
    shown = reading.case_of(queries.find(actor, uuid), actor) if seen else None
    return Done(uuid=uuid, revision=done.case.revision, replayed=done.replayed, case=shown)


def _read(actor: Actor, uuid: UUID, step: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data as the step takes it. Out of sight nothing is told, but a step sent again may be what led there."""
    for key, version in Case.objects.filter(uuid=uuid).values_list("process", "version"):
        wanted = process.get(key, version).step(step)
        if wanted is None:
            break
        try:
            return flat(wanted, data)
        except Refused:
            queries.find(actor, uuid)
            raise
    raise NotFound


def _seen(if_match: str) -> int | None:
    if if_match.strip() == "*":
        return None
    found = _REVISION.fullmatch(if_match.strip())
    if found is None:
        raise Refused(428, _("The header If-Match names the ETag of the case as you saw it, or * for any."))
    return int(found[1])


def _criteria(given: CriteriaIn) -> Criteria:
    """What a page leaves out because it can't be read is an error here. Raises Refused."""
    typed = given.model_dump()
    found = Criteria.read(typed)
    known = {"tab": [one.key for one in worklists.TABS], "sort": [one.key for one in keyset.ORDERS]}
    wrong = [
        one.name
        for one in fields(Criteria)
        if typed[one.name].strip() and getattr(found, one.name) not in known.get(one.name, [typed[one.name].strip()])
    ]
    if wrong:
        faults = [FieldFault(field=name, detail=_("This is not as the description says.")) for name in wrong]
        raise Refused(422, _("Please look at the marked fields."), faults)
    return found
