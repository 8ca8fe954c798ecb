"""Who may plan duty: the one rule that actions, pages and buttons ask."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from wuzhi.people.actor import Actor, ActorKind
from wuzhi.people.models import Role, Unit


def may_plan(actor: Actor, area_code: str, unit: Unit | None = None) -> bool:
    """Administrators and operators everywhere; dispatchers in their areas, with the units that sit there."""
    if actor.kind is not ActorKind.PERSON:
        return False
    if actor.has_role(Role.ADMINISTRATOR) or (actor.user_id is None and actor.name):
        return True
    if not area_code or not actor.serves(area_code, Role.DISPATCHER):
        return False
    return unit is None or actor.serves(unit.area.code, Role.DISPATCHER)


def plans_anywhere(actor: Actor) -> bool:
    """Whether there is any area for which this person may plan."""
    return actor.has_role(Role.ADMINISTRATOR, Role.DISPATCHER)


def require_planner(actor: Actor, area_code: str, unit: Unit | None = None) -> None:
    """Raises PermissionDenied with a sentence for anyone who may not."""
    if not may_plan(actor, area_code, unit):
        raise PermissionDenied(_("Duty is planned by the dispatchers of the area and by administrators."))
