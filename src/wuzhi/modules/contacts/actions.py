"""Official contacts, kept by administrators: added, changed, ended; never deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.areas.models import Area
from wuzhi.areas.reading import has_unseen
from wuzhi.core import history
from wuzhi.core.versions import raise_version
from wuzhi.modules.contacts.hours import read_hours
from wuzhi.modules.contacts.models import ContactPoint
from wuzhi.people.actions import author, clean, require_administrator
from wuzhi.people.actor import Actor

FAMILY = "contacts"
_TEXTS = ("name", "name_en", "phone", "address", "address_en", "hours")


def add_contact(*, actor: Actor, **facts: Any) -> ContactPoint:
    """A new contact. `facts` are its columns. Raises ValidationError with sentences."""
    require_administrator(actor)
    contact = ContactPoint(**facts)
    _check(contact)
    with transaction.atomic():
        contact.save()
        history.record(author(actor), history.added(contact))
        raise_version(FAMILY)
    return contact


def change_contact(*, actor: Actor, contact: ContactPoint, **facts: Any) -> bool:
    """Other facts; whether any differed. One called off ends on the day it begins."""
    require_administrator(actor)
    before = history.facts(contact, [name for name, value in facts.items() if getattr(contact, name) != value])
    if not before:
        return False
    for name, value in facts.items():
        setattr(contact, name, value)
    _check(contact)
    with transaction.atomic():
        contact.save()
        history.record(author(actor), history.changed(contact, before))
        raise_version(FAMILY)
    return True


def _check(contact: ContactPoint) -> None:
    if any(has_unseen(getattr(contact, name)) for name in _TEXTS):
        raise ValidationError(_("The name holds control characters."))
    if not Area.objects.filter(code=contact.area_code, valid_until=None).exists():
        raise ValidationError(_("There is no area with the code %(code)s.") % {"code": contact.area_code[:30]})
    try:
        read_hours(contact.hours)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if contact.valid_until and contact.valid_until < contact.valid_from:
        raise ValidationError(_("The contact ends before it begins."))
    if not contact.phone and not contact.address:
        raise ValidationError(_("A contact needs a telephone or a place: nobody could reach it."))
    clean(contact)
