"""`wuzhi backup` and `wuzhi restore`."""

from pathlib import Path

from django.utils.translation import gettext as _

from wuzhi.commands import screen
from wuzhi.core import backup as archive
from wuzhi.core import installation


def backup(file: Path) -> int:
    """Exit code 1 where nothing was written."""
    try:
        with screen.bar(_("Backing up")) as progress:
            manifest = archive.backup(target=file.absolute(), progress=progress)
    except archive.Refused as refusal:
        screen.complain(str(refusal))
        return screen.PROBLEMS
    facts = {"file": file, "count": len(manifest.entries) - 1, "size": file.stat().st_size / 1_000_000}
    words = _("%(file)s: the database and %(count)d files, %(size).1f MB. Keep the county's key apart.")
    screen.say(words % facts)
    return screen.FINE


def restore(file: Path) -> int:
    """Exit code 1 where nothing was restored."""
    try:
        installation.prepare_place()
        with screen.bar(_("Restoring")) as progress:
            manifest = archive.restore(source=file.absolute(), progress=progress)
    except archive.Refused as refusal:
        screen.complain(str(refusal))
        return screen.PROBLEMS
    facts = {"count": len(manifest.entries) - 1, "at": manifest.taken_at}
    screen.say(_("The database and %(count)d files are restored, as of %(at)s.") % facts)
    waiting = installation.unapplied_migrations()
    if waiting:
        words = _("The backup is of an earlier version (migrations to go: %(count)d). Run wuzhi migrate.")
        screen.say(words % {"count": len(waiting)})
    return screen.FINE
