"""What a city sets. A route, limit or switch is ended and followed by the next; every change is on the record."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import Area
from wuzhi.cases import process
from wuzhi.cases.models import Category, ProcessSwitch, Reason, Route, StageLimit, StandardText, Urgency
from wuzhi.cases.texts import check as check_text
from wuzhi.core import clock, history
from wuzhi.core.calendar import Span
from wuzhi.core.models import Verb
from wuzhi.core.versions import raise_version
from wuzhi.people.actions import author, clean, require_administrator
from wuzhi.people.actor import Actor
from wuzhi.people.models import Unit

FAMILY = "catalogue"
KINDS = ("environment", "order", "ecology", "facilities", "livelihood", "services", "disputes", "hazards")
Outcome = Literal["added", "changed", "unchanged"]
Successive = Route | StageLimit | ProcessSwitch


def set_category(*, actor: Actor, code: str, **facts: Any) -> Outcome:
    """Adds a category or gives it new facts (columns of Category). Raises ValidationError with sentences.

    A higher authority is refused while a route in force points below it.
    """
    require_administrator(actor)
    held = Category.objects.filter(code=code).first()
    category = held or Category(code=code)
    if held is not None and held.process != facts.get("process", held.process):
        raise ValidationError(_("A category stays with its process; use another code."))
    before = _alter(category, facts)
    if held is not None and not before:
        return "unchanged"
    _known_process(category.process)
    if category.kind not in KINDS:
        raise ValidationError(_("%(kind)s is no kind of matter.") % {"kind": category.kind[:30]})
    clean(category)
    for route in Route.objects.filter(category=held, ends=None).select_related("unit__area") if held else ():
        _check_authority(category, route.unit, route.office_level)
    return _save(actor, category, before if held else None)


def set_route(
    *,
    actor: Actor,
    category: Category,
    area_code: str,
    unit: Unit | None = None,
    office: str = "",
    office_level: str = "",
    on: date | None = None,
) -> Outcome:
    """Who handles a category in an area from a day on (today): a unit, or the place's own office at a level.

    Raises ValidationError with sentences: one of both must be named, and never one below the category's
    authority.
    """
    require_administrator(actor)
    _known_area(area_code)
    if (unit is None) == (not office) or bool(office) != bool(office_level):
        raise ValidationError(_("A route names either a unit, or an office and its level."))
    route = Route(category=category, area_code=area_code, unit=unit, office=office, office_level=office_level)
    clean(route)
    _check_authority(category, unit, office_level)
    held = Route.objects.filter(category=category, area_code=area_code, ends=None).first()
    if held and (held.unit_id, held.office, held.office_level) == (route.unit_id, office, office_level):
        return "unchanged"
    return _succeed(actor, held, route, on)


def end(*, actor: Actor, row: Successive, on: date | None = None) -> None:
    """A route, limit or switch no longer holds from a day on (today). ValidationError where somebody was quicker."""
    require_administrator(actor)
    with transaction.atomic():
        history.record(author(actor), _end(row, on or clock.today()))
        raise_version(FAMILY)


def set_limit(
    *,
    actor: Actor,
    process_key: str,
    stage: str,
    amount: int,
    unit: str,
    category: Category | None = None,
    urgency: str = "",
    area_code: str = "",
    source: str = "",
    verified: bool = False,
    on: date | None = None,
) -> Outcome:
    """How long a stage may take from a day on (today). Cases keep what they were promised.

    Raises ValidationError with sentences.
    """
    require_administrator(actor)
    definition = _known_process(process_key)
    if stage not in definition.stages():
        facts = {"stage": stage[:30], "stages": ", ".join(definition.stages())}
        raise ValidationError(_("%(stage)s is no stage; there are: %(stages)s.") % facts)
    if urgency and urgency not in Urgency.values:
        raise ValidationError(_("%(urgency)s is no urgency.") % {"urgency": urgency[:30]})
    if area_code:
        _known_area(area_code)
    if category is not None and category.process != process_key:
        raise ValidationError(_("The category belongs to another process."))
    try:
        Span(amount, unit)
    except ValueError as error:
        raise ValidationError(_("A limit is 0 to 2000 working hours or days, or hours by the clock.")) from error
    key = {"process": process_key, "stage": stage, "category": category, "urgency": urgency, "area_code": area_code}
    limit = StageLimit(**key, amount=amount, unit=unit, source=source, verified=verified)
    clean(limit)
    held = StageLimit.objects.filter(**key, ends=None).first()
    if held and all(getattr(held, name) == getattr(limit, name) for name in ("amount", "unit", "source", "verified")):
        return "unchanged"
    return _succeed(actor, held, limit, on)


def set_reason(*, actor: Actor, process_key: str, reason_list: str, code: str, **facts: Any) -> Outcome:
    """Adds a reason to a list or gives it new wording. Raises ValidationError with sentences."""
    require_administrator(actor)
    lists = reason_lists(process_key)
    if reason_list not in lists:
        said = {"list": reason_list[:30], "lists": ", ".join(lists)}
        raise ValidationError(_("%(list)s is no list of reasons; there are: %(lists)s.") % said)
    held = Reason.objects.filter(process=process_key, list=reason_list, code=code).first()
    reason = held or Reason(process=process_key, list=reason_list, code=code)
    before = _alter(reason, facts)
    if held is not None and not before:
        return "unchanged"
    clean(reason)
    return _save(actor, reason, before if held else None)


def set_text(
    *, actor: Actor, process_key: str, step: str, field: str, code: str, area_code: str = "", **facts: Any
) -> Outcome:
    """Adds a standard text to a step's field of words, or gives it other words. ValidationError with sentences."""
    require_administrator(actor)
    if (step, field) not in word_fields(process_key):
        known = ", ".join(f"{one}.{name}" for one, name in word_fields(process_key))
        said = {"place": f"{step[:30]}.{field[:30]}", "known": known}
        raise ValidationError(_("%(place)s is no field for words; there are: %(known)s.") % said)
    if area_code:
        _known_area(area_code)
    key = {"process": process_key, "step": step, "field": field, "code": code, "area_code": area_code}
    held = StandardText.objects.filter(**key).first()
    text = held or StandardText(**key)
    before = _alter(text, facts)
    if held is not None and not before:
        return "unchanged"
    clean(text)
    for body in (text.body, text.body_en):
        check_text(body)
    return _save(actor, text, before if held else None)


def word_fields(process_key: str) -> dict[tuple[str, str], tuple[process.Step, process.Field]]:
    """Where a standard text may stand: the fields of words of a process's steps, by step and field."""
    steps = _known_process(process_key).steps
    return {(step.key, field.key): (step, field) for step in steps for field in step.form if field.kind == "words"}


def set_switch(
    *, actor: Actor, process_key: str, area_code: str = "", offered: bool, on: date | None = None
) -> Outcome:
    """Whether a process is offered in an area ('' for everywhere) from a day on (today). ValidationError in words."""
    require_administrator(actor)
    _known_process(process_key)
    if area_code:
        _known_area(area_code)
    held = ProcessSwitch.objects.filter(process=process_key, area_code=area_code, ends=None).first()
    if held is not None and held.offered == offered:
        return "unchanged"
    return _succeed(actor, held, ProcessSwitch(process=process_key, area_code=area_code, offered=offered), on)


def reason_lists(process_key: str) -> list[str]:
    """The lists from which the steps of a process let one choose. ValidationError where there is no such process."""
    steps = _known_process(process_key).steps
    return sorted({field.reasons for step in steps for field in step.form if field.reasons})


def _succeed(actor: Actor, held: Successive | None, row: Successive, on: date | None) -> Outcome:
    """Ends what is in force and adds the next. Of two who do so at once the second is told, and nothing is written."""
    day = on or clock.today()
    row.starts = day
    try:
        with transaction.atomic():
            entries = [_end(held, day)] if held is not None else []
            row.save()
            history.record(author(actor), *entries, history.added(row))
            raise_version(FAMILY)
    except IntegrityError as error:
        raise _at_once() from error
    return "added" if held is None else "changed"


def _end(held: Successive, day: date) -> history.Entry:
    if day < held.starts:
        raise ValidationError(_("What is in force began later than that day."))
    before = history.facts(held, ["ends"])
    if not type(held).objects.filter(pk=held.pk, ends=None).update(ends=day):
        raise _at_once()
    held.ends = day
    return history.changed(held, before, Verb.ENDED)


def _save(actor: Actor, row: Model, before: history.Facts | None) -> Outcome:
    try:
        with transaction.atomic():
            row.save()
            history.record(author(actor), history.added(row) if before is None else history.changed(row, before))
            raise_version(FAMILY)
    except IntegrityError as error:
        raise _at_once() from error
    return "added" if before is None else "changed"


def _at_once() -> ValidationError:
    return ValidationError(
        _("Somebody else changed this setting at the same moment. Please look at it and save again.")
    )


def _alter(row: Model, facts: dict[str, Any]) -> history.Facts:
    """Gives the row its new values; what the columns that differ said before."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    before = history.facts(row, differing)
    for name, value in differing.items():
        setattr(row, name, value)
    return before


def _known_process(key: str) -> process.Process:
    found = {definition.key: definition for definition in process.all_current()}
    if key not in found:
        facts = {"process": key[:30], "known": ", ".join(found)}
        raise ValidationError(_("%(process)s is no process; there are: %(known)s.") % facts)
    return found[key]


def _known_area(code: str) -> None:
    if not code.isdigit() or not Area.objects.filter(code=code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": code[:30]})


def _check_authority(category: Category, unit: Unit | None, office_level: str) -> None:
    level = Level(unit.area.level if unit is not None else office_level)
    if LENGTHS.get(level, 99) <= LENGTHS[Level(category.authority)]:
        return
    facts = {
        "category": category.name,
        "authority": Level(category.authority).label,
        "handler": unit or level.label,
    }
    raise ValidationError(
        _("%(category)s may not be left below the level: %(authority)s. %(handler)s lacks the authority.") % facts
    )
