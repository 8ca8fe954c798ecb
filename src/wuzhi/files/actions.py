"""Keeping and sweeping attachments."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from wuzhi.core import clock
from wuzhi.files.models import Attachment
from wuzhi.files.pictures import Picture
from wuzhi.trust.vault import decrypt, encrypt

ORPHAN_AFTER = timedelta(hours=24)


def keep(*, picture: Picture, subject: UUID) -> Attachment:
    """Writes the encrypted bytes, then hands back the row for the caller's transaction to save.

    Where that transaction fails, the file is an orphan and `sweep` removes it.
    """
    uuid = uuid4()
    nonce, ciphertext, wrapped = encrypt(picture.content, uuid.bytes)
    path = _path(uuid)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(ciphertext)
        out.flush()
        os.fsync(out.fileno())
    return Attachment(
        uuid=uuid,
        subject=subject,
        media_type=picture.media_type,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        nonce=nonce,
        wrapped_key=wrapped,
        created_at=clock.now(),
    )


def content(attachment: Attachment) -> bytes:
    """The picture's bytes. FileNotFoundError where the disk has lost them."""
    sealed = _path(attachment.uuid).read_bytes()
    return decrypt(attachment.nonce, sealed, attachment.wrapped_key, attachment.uuid.bytes)


def sweep() -> int:
    """Removes files that no row names and that are older than a day; returns how many."""
    before = (clock.now() - ORPHAN_AFTER).timestamp()
    removed = 0
    for path in Path(settings.FILES_ROOT).glob("*/*"):
        if path.stat().st_mtime < before and _is_orphan(path.name):
            path.unlink()
            removed += 1
    return removed


def _is_orphan(name: str) -> bool:
    """Whether we wrote the file and no row names it; what is not named as ours is not ours to remove."""
    try:
        return not Attachment.objects.filter(uuid=UUID(name)).exists()
    except ValueError:
        return False


def _path(uuid: UUID) -> Path:
    return Path(settings.FILES_ROOT) / uuid.hex[:2] / str(uuid)
