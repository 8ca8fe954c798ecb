"""The manifest of errands."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.cases.manifest import MenuItem, Module
from wuzhi.cases.relations import place
from wuzhi.cases.visibility import NOBODY, Relation, register
from wuzhi.modules.errands.process import ERRAND
from wuzhi.people.actor import Actor
from wuzhi.people.models import Role


def _of_the_village(actor: Actor) -> Q:
    """A grid worker of any grid in the village, where whoever asks named no more than the village."""
    length = LENGTHS[Level.VILLAGE]
    prefixes = {prefix for seat in actor.seats_as(Role.GRID_WORKER) for prefix in seat.prefixes}
    villages = {prefix[:length] for prefix in prefixes if len(prefix) > length}
    return Q(area_code__in=sorted(villages)) if villages else NOBODY


register(Relation("grid_worker_near", _of_the_village, words=Role.GRID_WORKER.label))
register(Relation("woodpecker_near", place(Role.WOODPECKER), words=Role.WOODPECKER.label))
MODULE = Module(
    key="errands",
    processes=(ERRAND,),
    urls="wuzhi.modules.errands.urls",
    path="errands/",
    menu=(
        MenuItem(
            _("Errands"),
            "errands:ask",
            lambda actor: True,
            "heart-handshake",
            ERRAND.key,
            (_("Ask for an errand"), _("Medicine, a form, a trip to an office: someone does it for you.")),
        ),
    ),
)
