"""What the engine tells the room of files about who may see a case's attachments."""

from uuid import UUID

from wuzhi.cases.models import Case
from wuzhi.cases.public import released
from wuzhi.files.owners import Sight
from wuzhi.people.actor import Actor


def sight_of(viewer: Actor, subject: UUID) -> Sight:
    """Through the one rule of sight. At most two queries."""
    if Case.objects.visible_to(viewer).filter(uuid=subject).exists():
        return Sight(visible=True)
    return Sight(public=released().filter(uuid=subject).exists())
