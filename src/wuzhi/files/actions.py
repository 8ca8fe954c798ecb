"""Keeping and sweeping attachments."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from wuzhi.core import clock
from wuzhi.files.models import Attachment, Kind
from wuzhi.files.pictures import Picture
from wuzhi.files.recordings import Recording
from wuzhi.trust.vault import decrypt, encrypt

ORPHAN_AFTER = timedelta(hours=24)


def keep(*, sent: Picture | Recording, subject: UUID) -> Attachment:
    """Writes the encrypted bytes, then hands back the row for the caller's transaction to save.

    Where that transaction fails, the file is an orphan and `sweep` removes it. Raises OSError where the disk is
    full, and leaves no part of the file.
    """
    uuid = uuid4()
    nonce, ciphertext, wrapped = encrypt(sent.content, uuid.bytes)
    path = _path(uuid)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(path, ciphertext)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return Attachment(
        uuid=uuid,
        subject=subject,
        kind=_kind(sent),
        media_type=sent.media_type,
        size=len(sent.content),
        width=sent.width,
        height=sent.height,
        seconds=sent.seconds if isinstance(sent, Recording) else 0,
        nonce=nonce,
        wrapped_key=wrapped,
        created_at=clock.now(),
    )


def content(attachment: Attachment) -> bytes:
    """The bytes of a picture or recording. FileNotFoundError where the disk has lost them."""
    sealed = _path(attachment.uuid).read_bytes()
    return decrypt(attachment.nonce, sealed, attachment.wrapped_key, attachment.uuid.bytes)


def is_kept(uuid: UUID) -> bool:
    """Whether the disk has the bytes of an attachment."""
    return _path(uuid).is_file()


def sweep(shelf: str) -> int:
    """Removes the files of one shelf (`shelf_at`) that no row names and that are older than a day; how many."""
    before = (clock.now() - ORPHAN_AFTER).timestamp()
    found = dict(_old_files(Path(settings.FILES_ROOT) / shelf, before))
    kept = set(Attachment.objects.filter(uuid__in=list(found)).values_list("uuid", flat=True))
    orphans = [path for uuid, path in found.items() if uuid not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def shelf_at(instant: datetime) -> str:
    """The shelf whose turn it is in this minute: all 256 are swept in a little over four hours."""
    return f"{int(instant.timestamp() // 60) % 256:02x}"


def _kind(sent: Picture | Recording) -> Kind:
    if isinstance(sent, Picture):
        return Kind.PICTURE
    return Kind.VIDEO if sent.width else Kind.SOUND


def _old_files(shelf: Path, before: float) -> Iterator[tuple[UUID, Path]]:
    """Files of ours; what is not named as ours is not ours to remove."""
    for path in shelf.glob("*"):
        with suppress(ValueError, FileNotFoundError):
            uuid = UUID(path.name)
            if path.stat().st_mtime < before:
                yield uuid, path


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    _fsync_names(path.parent)


def _fsync_names(folder: Path) -> None:
    """A file whose name the disk has not kept is lost with the power."""
    names = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(names)
    finally:
        os.close(names)


def _path(uuid: UUID) -> Path:
    return Path(settings.FILES_ROOT) / uuid.hex[:2] / str(uuid)
