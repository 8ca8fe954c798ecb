"""One file that holds an installation: the database, the attachments, and the sums that prove it whole.

Shape: a tar of `database.sqlite3` or `database.dump`, `files/…` and, last, `manifest.json` with the SHA-256
of each entry; after the tar, one line with the SHA-256 of all bytes before it: no flipped byte goes unseen.
The vault's rows stay encrypted, and the county's key is not in it.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wuzhi.core import clock, dump, installation

Progress = Callable[[int, int], None]
FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_TRAILER = len("sha256:") + 64 + 2


class Refused(Exception):
    """Why a backup can't be written or restored, in a sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `entries` maps a name in the tar to its SHA-256."""

    format: int
    engine: str
    taken_at: str
    entries: dict[str, str]


def backup(*, target: Path, progress: Progress) -> Manifest:
    """Writes `target` (readable by its owner alone) while the installation goes on working.

    The database comes first: a file is always written before its row, so every row of the copy has its file.
    Raises Refused where `target` exists or the machine lacks pg_dump.
    """
    if target.exists():
        raise Refused(_("{path} exists already.").format(path=target))
    if not target.parent.is_dir():
        raise Refused(_("The folder {path} does not exist.").format(path=target.parent))
    with tempfile.TemporaryDirectory(prefix=".wuzhi-backup-", dir=target.parent) as folder:
        part = Path(folder) / "backup"
        try:
            copy = dump.take(connection, Path(folder))
        except dump.Unavailable as error:
            raise Refused(str(error)) from error
        part.touch(mode=0o600)
        manifest = _write(part, copy, progress)
        _seal(part)
        part.rename(target)
    return manifest


def restore(*, source: Path, progress: Progress) -> Manifest:
    """Puts a backup into an empty database and an empty folder; nothing is written before all is checked.

    Raises Refused where a sum differs, the backup is of another kind of database, or the place is not empty.
    """
    _refuse_unless_empty()
    _refuse_unless_whole(source)
    files_root = Path(settings.FILES_ROOT)
    files_root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".wuzhi-restore-", dir=files_root.parent) as folder:
        manifest = _unpack(source, Path(folder), progress)
        if manifest.engine != connection.vendor:
            raise Refused(
                _("This backup is of {engine}, the installation uses {vendor}.").format(
                    engine=manifest.engine, vendor=connection.vendor
                )
            )
        try:
            dump.put(connection, Path(folder) / dump.name(connection))
        except dump.Unavailable as error:
            raise Refused(str(error)) from error
        unpacked = Path(folder) / "files"
        if unpacked.exists():
            shutil.rmtree(files_root, ignore_errors=True)
            unpacked.chmod(0o700)
            unpacked.rename(files_root)
    return manifest


def _write(part: Path, copy: Path, progress: Progress) -> Manifest:
    root = Path(settings.FILES_ROOT)
    files = sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []
    sums: dict[str, str] = {}
    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
        sums[copy.name] = _add(archive, copy.name, copy)
        for number, path in enumerate(files, 1):
            name = f"files/{path.relative_to(root).as_posix()}"
            with suppress(FileNotFoundError):  # erased since we listed the folder
                sums[name] = _add(archive, name, path)
            progress(number, len(files))
        manifest = Manifest(FORMAT, connection.vendor, clock.now().isoformat(), sums)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return manifest


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Adds one file and returns its SHA-256; attachments are written once and never changed."""
    entry = tarfile.TarInfo(name)
    entry.mode = 0o600
    with path.open("rb") as stream:
        entry.size = os.fstat(stream.fileno()).st_size
        archive.addfile(entry, stream)
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(part: Path) -> None:
    with part.open("rb+") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0, io.SEEK_END)
        stream.write(f"\nsha256:{digest}\n".encode("ascii"))


def _refuse_unless_whole(source: Path) -> None:
    try:
        size = source.stat().st_size - _TRAILER
        digest = hashlib.sha256()
        with source.open("rb") as stream:
            for block in _blocks(stream, max(size, 0)):
                digest.update(block)
            trailer = stream.read()
    except OSError as error:
        raise Refused(_("{path} can't be read: {reason}").format(path=source, reason=error.strerror)) from error
    if trailer != f"\nsha256:{digest.hexdigest()}\n".encode("ascii"):
        raise Refused(
            _("{path} is damaged or not a backup: its sum differs. Nothing was restored.").format(path=source)
        )


def _blocks(stream: io.BufferedReader, size: int) -> Iterator[bytes]:
    while size > 0 and (block := stream.read(min(size, _CHUNK))):
        size -= len(block)
        yield block


def _refuse_unless_empty() -> None:
    if installation.database_tables():
        raise Refused(_("The database is not empty. A backup is restored into an empty one only."))
    root = Path(settings.FILES_ROOT)
    if root.exists() and any(root.iterdir()):
        raise Refused(_("The folder {path} is not empty.").format(path=root))


def _unpack(source: Path, folder: Path, progress: Progress) -> Manifest:
    """Every entry into `folder`, each compared with the manifest."""
    sums: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:") as archive:
            entries = archive.getmembers()
            for number, entry in enumerate(entries, 1):
                path = folder / _safe(entry)
                path.parent.mkdir(parents=True, exist_ok=True)
                stream = archive.extractfile(entry)
                with path.open("wb") as copy:
                    shutil.copyfileobj(stream, copy, _CHUNK)  # type: ignore[arg-type]  # regular, so never None
                with path.open("rb") as copied:
                    sums[entry.name] = hashlib.file_digest(copied, "sha256").hexdigest()
                progress(number, len(entries))
        manifest = Manifest(**json.loads((folder / MANIFEST).read_bytes()))
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise Refused(_("{path} is not a backup of Wuzhi.").format(path=source)) from error
    sums.pop(MANIFEST)
    if manifest.format != FORMAT or sums != manifest.entries:
        raise Refused(_("{path} does not hold what its manifest names.").format(path=source))
    return manifest


def _safe(entry: tarfile.TarInfo) -> PurePosixPath:
    """The entry's place below the folder. Raises ValueError for links, devices and ways out."""
    place = PurePosixPath(entry.name)
    known = place.parts[:1] in {("files",), (MANIFEST,)} or entry.name in dump.NAMES.values()
    if not entry.isreg() or place.is_absolute() or ".." in place.parts or not known:
        raise ValueError(f"unexpected entry {entry.name!r}")
    return place
