"""Answers are written, changed, checked anew and ended by their keepers, each change on record; never deleted."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wuzhi.areas.directory import directory
from wuzhi.areas.reading import has_unseen
from wuzhi.cases.settings import KINDS
from wuzhi.core import history
from wuzhi.core.versions import raise_version
from wuzhi.modules.answers.models import Answer, Help
from wuzhi.modules.answers.queries import FAMILY, may_keep
from wuzhi.people.actions import author, clean
from wuzhi.people.actor import Actor


def keep_answer(*, actor: Actor, code: str, **facts: Any) -> Answer:
    """A new answer, or other facts for the one with this code (columns of Answer).

    Raises ValidationError with sentences; PermissionDenied where the old or the new area is not the actor's.
    """
    with transaction.atomic():
        row = Answer.objects.select_for_update().filter(code=code).first()
        held = row is not None
        row = row or Answer(code=code)
        areas = {row.area_code if held else facts["area_code"], facts.get("area_code", row.area_code)}
        if not all(may_keep(actor, area) for area in areas):
            raise PermissionDenied(_("The answers of this area are kept by others."))
        before = (
            history.facts(row, [name for name, value in facts.items() if getattr(row, name) != value]) if held else {}
        )
        for name, value in facts.items():
            setattr(row, name, value)
        _check(row)
        if held and not before:
            return row
        row.save()
        history.record(author(actor), history.changed(row, before) if held else history.added(row))
        raise_version(FAMILY)
    return row


def count_help(*, answer: Answer, helped: bool) -> None:
    """One more reader whom it helped, or not. Nothing else is kept."""
    with transaction.atomic():
        Help.objects.get_or_create(answer=answer)
        column = "yes" if helped else "no"
        Help.objects.filter(answer=answer).update(**{column: F(column) + 1})


def _check(row: Answer) -> None:
    lines = row.text.splitlines() + row.text_en.splitlines()
    if any(has_unseen(text) for text in (row.title, row.title_en, row.other_words, row.source, *lines)):
        raise ValidationError(_("The name holds control characters."))
    if directory().get(row.area_code) is None:
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": row.area_code[:30]})
    if row.kind not in KINDS:
        raise ValidationError(_("%(kind)s is no kind of matter.") % {"kind": row.kind[:30]})
    if row.valid_until and row.valid_until < row.valid_from:
        raise ValidationError(_("The answer ends before it begins."))
    clean(row)
