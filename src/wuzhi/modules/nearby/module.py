"""The manifest of what is public nearby."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wuzhi.cases.manifest import Beside, MenuItem, Module
from wuzhi.cases.models import Case
from wuzhi.modules.nearby.models import MeToo
from wuzhi.people.actor import ActorKind


def _beside(case: Case) -> Sequence[Beside]:
    """How many others a public matter concerns, for whoever works on it."""
    if not case.public:
        return ()
    count = MeToo.objects.filter(case=case).count()
    said = ngettext("%(count)d other person", "%(count)d other people", count) % {"count": count}
    words = said if count else _("nobody else has said so yet")
    return (Beside(_("Concerns others too"), words, reverse("nearby:matter", args=[case.uuid])),)


MODULE = Module(
    key="nearby",
    urls="wuzhi.modules.nearby.urls",
    path="nearby/",
    menu=(
        MenuItem(
            _("Nearby"),
            "nearby:matters",
            lambda actor: actor.kind is ActorKind.ANYONE,
            "map-pins",
            tile=(
                _("What is going on nearby"),
                _("Public matters on a map and as a list; say that it concerns you too."),
            ),
        ),
    ),
    beside=_beside,
)
