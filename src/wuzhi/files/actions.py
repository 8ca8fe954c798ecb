"""Keeping and sweeping attachments."""

import os
import secrets
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
    """Removes files that no row names and that are older than a day; returns how many. One query a folder."""
    return sum(_sweep(folder) for folder in Path(settings.FILES_ROOT).glob("*") if folder.is_dir())


def sweep_some() -> int:
    """As `sweep`, in one of the 256 folders, drawn by lot: little work each time, and none is left out for long."""
    folder = Path(settings.FILES_ROOT) / f"{secrets.randbelow(256):02x}"
    return _sweep(folder) if folder.is_dir() else 0


def _sweep(folder: Path) -> int:
    before = (clock.now() - ORPHAN_AFTER).timestamp()
    old = {uuid: path for path in folder.iterdir() if (uuid := _ours(path)) and path.stat().st_mtime < before}
    kept = set(Attachment.objects.filter(pk__in=old).values_list("pk", flat=True))
    orphans = [path for uuid, path in old.items() if uuid not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _ours(path: Path) -> UUID | None:
    """The attachment that a file's name stands for; what is not named as ours is not ours to remove."""
    try:
        return UUID(path.name)
    except ValueError:
        return None


def _path(uuid: UUID) -> Path:
    return Path(settings.FILES_ROOT) / uuid.hex[:2] / str(uuid)
