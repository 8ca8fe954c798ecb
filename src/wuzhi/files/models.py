"""What is known of an attachment; its bytes lie encrypted on disk."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was sent."""

    PICTURE = "picture", _("photo")
    SOUND = "sound", _("voice recording")
    VIDEO = "video", _("video")


RECORDINGS = (Kind.SOUND, Kind.VIDEO)


class Attachment(models.Model):
    """What belongs to a matter. `released` pictures may be shown with a public matter; recordings never.

    A voice and who passes through a video can be told from it, and nobody can blur what they have not watched.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PICTURE, db_default=Kind.PICTURE)
    media_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seconds = models.PositiveSmallIntegerField(default=0, db_default=0)
    nonce = models.BinaryField(max_length=12)
    wrapped_key = models.BinaryField(max_length=40)
    released = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        """Nothing but a picture is ever released, whatever a step asks for."""

        constraints = (
            models.CheckConstraint(
                name="files_attachment_released_picture", condition=Q(released=False) | Q(kind=Kind.PICTURE)
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)
