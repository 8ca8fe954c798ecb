"""Taking a step that a page sent: one place that turns each refusal into what its page needs to show."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest

from wuzhi.cases import process, queries
from wuzhi.cases.actions import Done, act
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound
from wuzhi.cases.process import Step
from wuzhi.cases.screens.step_forms import Tried, bound, shown_again
from wuzhi.core.ids import new_uuid
from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class Answer:
    """Either `done`, or a status and the form to be shown again with what was typed."""

    done: Done | None = None
    status: int = 200
    tried: Tried | None = None


def take_step(request: HttpRequest, actor: Actor, case: Case, step_key: str) -> Answer:
    """Sends the posted step to the engine. 404 where there is no such step; nothing typed is ever dropped."""
    step = process.get(case.process, case.version).step(step_key)
    if step is None:
        raise Http404
    revision = request.POST.get("revision", "")
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None
    opened_on = case.revision if number is None else number
    try:
        done = act(
            actor=actor,
            case_uuid=case.uuid,
            step_key=step_key,
            data=request.POST,
            files=request.FILES,
            revision=number,
            key=read_key(request.POST.get("key", "")),
        )
    except NotFound as error:
        raise Http404 from error
    except Invalid as error:
        return Answer(status=422, tried=Tried(step_key, shown_again(error.form, case, step)))
    except Conflict as error:
        return Answer(
            status=409, tried=_again(request, actor, _newest(actor, case), step, words=str(error), seen=opened_on)
        )
    except NotAllowed as error:
        return Answer(status=403, tried=_again(request, actor, case, step, words=str(error), seen=opened_on))
    return Answer(done=done)


def read_key(text: str) -> UUID:
    """The page's idempotency key; a new one where it sent none that can be read."""
    try:
        return UUID(text)
    except ValueError:
        return new_uuid()


def _newest(actor: Actor, case: Case) -> Case:
    """As it stands after someone else has acted: who may be named, say, depends on it. 404 where it left the sight."""
    try:
        return queries.find(actor, case.uuid)
    except NotFound as error:
        raise Http404 from error


def _again(request: HttpRequest, actor: Actor, case: Case, step: Step, *, words: str, seen: int) -> Tried:
    form = bound(case, step, actor, request.POST, request.FILES) if step.form else None
    return Tried(step.key, form, words, seen)
