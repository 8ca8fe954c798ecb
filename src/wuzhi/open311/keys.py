"""Keys: made once, asked at each writing, and counted by the day."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wuzhi.core import clock
from wuzhi.open311.faults import Fault
from wuzhi.open311.models import ApiKey, KeyUse

PREFIX = "open311_"
LONGEST_DAYS = 366
MOST_A_DAY = 100_000


def make(
    *, name: str, days: int, most_a_day: int, may_update: bool = True, by_token: bool = False
) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can ask for again. Raises ValidationError in words."""
    if not name.strip() or len(name) > 60 or not name.isprintable():
        raise ValidationError(_("Please name the program for which the key is (at most 60 characters)."))
    if not 0 < days <= LONGEST_DAYS:
        raise ValidationError(_("A key lasts from one day to a year."))
    if not 0 < most_a_day <= MOST_A_DAY:
        raise ValidationError(_("A key may be used between once and 100,000 times a day."))
    text, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    facts = {"most_a_day": most_a_day, "may_update": may_update, "by_token": by_token}
    ends = now + timedelta(days=days)
    row = ApiKey.objects.create(name=name.strip(), digest=_digest(text), made_at=now, ends_at=ends, **facts)
    return row, text


def end(name: str) -> int:
    """Ends the keys of this name at once; how many there were."""
    return ApiKey.objects.filter(name=name, ends_at__gt=clock.now()).update(ends_at=clock.now())


def known(text: str) -> ApiKey | None:
    """The key of this text that is still good."""
    return ApiKey.objects.filter(digest=_digest(text), ends_at__gt=clock.now()).first() if text else None


def spend(text: str, *, update: bool = False) -> ApiKey:
    """The key, with one more use counted. Fault 403 without a good key or right, 429 above its quota of the day."""
    key = known(text)
    if key is None:
        raise Fault(403, _("api_key: please send a key that is still good."))
    if update and not key.may_update:
        raise Fault(403, _("api_key: this key does not open updates."))
    if not _count(key):
        raise Fault(429, _("api_key: its quota of today is used up."))
    return key


def _count(key: ApiKey) -> bool:
    """One statement decides, so that two at once never go above the quota."""
    today = {"key": key, "day": clock.today()}
    if not KeyUse.objects.filter(**today).exists():
        try:
            with transaction.atomic():
                KeyUse.objects.create(**today)
        except IntegrityError:  # somebody else has begun the day
            pass
    return bool(KeyUse.objects.filter(**today, used__lt=key.most_a_day).update(used=F("used") + 1))


def _digest(text: str) -> str:
    """Plain: the key is random, there is nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()
