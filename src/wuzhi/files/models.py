"""What is known of an attachment; its bytes lie encrypted on disk."""

import uuid

from django.db import models


class Attachment(models.Model):
    """A picture that belongs to a matter. `released` pictures may be shown with a public matter."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    media_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    nonce = models.BinaryField(max_length=12)
    wrapped_key = models.BinaryField(max_length=40)
    released = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)
