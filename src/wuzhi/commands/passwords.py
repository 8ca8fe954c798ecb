"""`wuzhi password`."""

import getpass
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.commands import screen
from wuzhi.people.actions import operator, set_password
from wuzhi.people.models import User


def password(username: str, generate: bool) -> int:
    """Sets a password, typed twice or made up and shown once. Exit code 1 where it is refused."""
    user = User.objects.filter(username=username).first()
    if user is None:
        screen.complain(_("There is no user with the sign-in name %(name)s.") % {"name": username})
        return screen.PROBLEMS
    chosen = secrets.token_urlsafe(12) if generate else _typed(user)
    if chosen is None:
        return screen.PROBLEMS
    set_password(actor=operator("command"), user=user, password=chosen)
    words = _("The password of %(name)s is %(password)s") if generate else _("The password of %(name)s was set.")
    screen.say(words % {"name": username, "password": chosen})
    return screen.FINE


def _typed(user: User) -> str | None:
    first, second = getpass.getpass(_("New password: ")), getpass.getpass(_("Again: "))
    if first != second:
        screen.complain(_("The two are not the same."))
        return None
    try:
        validate_password(first, user)
    except ValidationError as error:
        screen.complain(" ".join(error.messages))
        return None
    return first
