"""Issuing letters, and changing their templates."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.cases import chain, queries
from wuzhi.cases.outcomes import NotFound
from wuzhi.core import clock, history
from wuzhi.core.models import Verb
from wuzhi.papers import word
from wuzhi.papers.models import Letter, LetterSeries, LetterTemplate
from wuzhi.papers.queries import kind_of, may_issue
from wuzhi.people.actions import author, clean, require_administrator
from wuzhi.people.actor import Actor


def issue(*, actor: Actor, case_uuid: UUID, event_number: int, kind_key: str) -> Letter:
    """Gives the letter of an event its number and date; issued again, it keeps them.

    NotFound where there is no such letter for this actor to issue.
    """
    case = queries.find(actor, case_uuid)
    kind = kind_of(case.process, kind_key)
    events = queries.history([case])[case.pk]
    event = next((one for one in events if one.number == event_number), None)
    if kind is None or event is None or event.kind not in kind.steps or not may_issue(case, kind):
        raise NotFound
    units = chain.body_of(event).get("units") or sorted(actor.unit_ids)
    now = clock.now()
    year = now.astimezone(clock.local_zone()).year
    with transaction.atomic():
        series, _new = LetterSeries.objects.get_or_create(unit_id=units[0], year=year, mark=kind.mark)
        series = LetterSeries.objects.select_for_update().get(pk=series.pk)
        held = Letter.objects.filter(case=case.pk, event_number=event_number, kind=kind.key).first()
        if held is not None:
            return held
        series.last += 1
        series.save(update_fields=["last"])
        return Letter.objects.create(
            case_id=case.pk,
            event_number=event_number,
            kind=kind.key,
            unit_id=series.unit_id,
            year=year,
            mark=kind.mark,
            number=series.last,
            issued_at=now,
            issued_by_id=actor.user_id,
        )


def set_template(
    *, actor: Actor, process_key: str, kind_key: str, content: bytes, area_code: str = "", on: date | None = None
) -> LetterTemplate:
    """A place's own template from a day on (today); the one in force ends. ValidationError with sentences."""
    require_administrator(actor)
    if kind_of(process_key, kind_key) is None:
        raise ValidationError(_("There is no such letter."))
    if area_code and not Area.objects.filter(code=area_code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": area_code[:30]})
    word.check(content)
    key = {"process": process_key, "kind": kind_key, "area_code": area_code}
    day, digest = on or clock.today(), hashlib.sha256(content).hexdigest()
    row = LetterTemplate(**key, content=content, digest=digest, size=len(content), starts=day)
    clean(row)
    with transaction.atomic():
        held = LetterTemplate.objects.filter(**key, ends=None).first()
        if held is not None and held.digest == digest:
            return held
        entries = [_end(held, day)] if held is not None else []
        row.save()
        history.record(author(actor), *entries, history.added(row))
    return row


def end_template(*, actor: Actor, template: LetterTemplate, on: date | None = None) -> None:
    """The template no longer holds from a day on (today): the next wider one does, or the house's own."""
    require_administrator(actor)
    with transaction.atomic():
        history.record(author(actor), _end(template, on or clock.today()))


def _end(held: LetterTemplate, day: date) -> history.Entry:
    if day < held.starts:
        raise ValidationError(_("What is in force began later than that day."))
    before = history.facts(held, ["ends"])
    held.ends = day
    held.save(update_fields=["ends"])
    return history.changed(held, before, Verb.ENDED)
