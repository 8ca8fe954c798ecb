"""`wuzhi backup` and `wuzhi restore`."""

from pathlib import Path

from wuzhi.commands import screen
from wuzhi.core import backup as archive
from wuzhi.core import installation


def backup(file: Path) -> int:
    """Exit code 1 where nothing was written."""
    try:
        with screen.bar("Backing up") as progress:
            manifest = archive.backup(target=file.absolute(), progress=progress)
    except archive.Refused as refusal:
        screen.complain(str(refusal))
        return screen.PROBLEMS
    count = len(manifest.entries) - 1
    size = file.stat().st_size / 1_000_000
    screen.say(f"{file}: {count} files and the database, {size:.1f} MB. Keep the county's key apart.")
    return screen.FINE


def restore(file: Path) -> int:
    """Exit code 1 where nothing was restored."""
    try:
        installation.prepare_place()
        with screen.bar("Restoring") as progress:
            manifest = archive.restore(source=file.absolute(), progress=progress)
    except archive.Refused as refusal:
        screen.complain(str(refusal))
        return screen.PROBLEMS
    screen.say(f"Restored {len(manifest.entries) - 1} files and the database, as of {manifest.taken_at}.")
    waiting = installation.unapplied_migrations()
    if waiting:
        screen.say(f"The backup is of an earlier version ({len(waiting)} migrations to go). Run wuzhi migrate.")
    return screen.FINE
