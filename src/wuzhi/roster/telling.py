"""What the roster tells people: their shifts were planned or changed, a swap is asked for or answered."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuzhi.core import clock
from wuzhi.notices.models import Notice
from wuzhi.notices.telling import Told, tells_of
from wuzhi.people.actor import Actor
from wuzhi.roster.models import Exchange, Roster, Shift

ROOM = "roster"
PLANNED, CHANGED, CALLED_OFF = "planned", "changed", "called_off"
ASKED, ACCEPTED, DECLINED, WITHDRAWN = "asked", "accepted", "declined", "withdrawn"
_SENTENCES = {
    PLANNED: _("A new roster holds shifts of yours"),
    CHANGED: _("A shift that concerns you was changed"),
    CALLED_OFF: _("A shift of yours was called off"),
    ASKED: _("A colleague asks you to take or swap a shift"),
    ACCEPTED: _("The exchange of shifts is agreed"),
    DECLINED: _("Your request to exchange a shift was declined"),
    WITHDRAWN: _("A request to exchange a shift no longer holds"),
}
# Subjects are UUIDs; these rows have numbers, and one band of UUIDs for each kind of row.
_BANDS: dict[type[Model], int] = {Shift: 1, Exchange: 2, Roster: 3}
_BAND = 1 << 64
_EPOCH = 1_600_000_000


def tell(key: str, about: Shift | Exchange | Roster, users: Iterable[int | None]) -> None:
    """A notice for each of these people, in the caller's transaction."""
    now = clock.now()
    subject = UUID(int=_BANDS[type(about)] * _BAND + about.pk)
    # An exchange is asked and answered once; of a shift or plan, one sentence a second is enough.
    once = isinstance(about, Exchange)
    number = list(_SENTENCES).index(key) if once else int(now.timestamp()) - _EPOCH
    Notice.objects.bulk_create(
        [
            Notice(user_id=user, template=f"{ROOM}.{key}", subject=subject, event_number=number, at=now)
            for user in sorted({one for one in users if one is not None})
        ],
        ignore_conflicts=True,
    )


def _words(viewer: Actor, notices: Sequence[Notice]) -> dict[int, Told]:
    """The sentence alone: which shift it is stands on one's own page."""
    url = reverse("roster:mine")
    found = {}
    for notice in notices:
        sentence = _SENTENCES.get(notice.template.removeprefix(f"{ROOM}."))
        if sentence is not None:
            found[notice.pk] = Told(str(sentence), url)
    return found


tells_of(ROOM, _words)
