"""`wuzhi open311-key`."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.commands import screen
from wuzhi.open311 import keys


def open311(name: str, days: int, most_a_day: int, by_token: bool, end: bool) -> int:
    """Makes a key and shows it once, or ends those of this name. Exit code 1 where it is refused."""
    if end:
        ended = keys.end(name)
        screen.say(_("%(count)d keys of “%(name)s” were ended.") % {"count": ended, "name": name})
        return screen.FINE if ended else screen.PROBLEMS
    try:
        _row, text = keys.make(name=name, days=days, most_a_day=most_a_day, by_token=by_token)
    except ValidationError as error:
        screen.complain(" ".join(error.messages))
        return screen.PROBLEMS
    screen.say(_("The key of “%(name)s” is %(key)s – it is shown only now.") % {"name": name, "key": text})
    return screen.FINE
