"""`wuzhi password`."""

import getpass
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wuzhi.commands import screen
from wuzhi.people.models import User


def password(username: str, generate: bool) -> int:
    """Sets a password, typed twice or made up and shown once. Exit code 1 where it is refused."""
    user = User.objects.filter(username=username).first()
    if user is None:
        screen.complain(f"There is no user with the sign-in name {username}.")
        return screen.PROBLEMS
    chosen = secrets.token_urlsafe(12) if generate else _typed(user)
    if chosen is None:
        return screen.PROBLEMS
    user.set_password(chosen)
    user.save(update_fields=["password"])
    screen.say(f"The password of {username} is {chosen}" if generate else f"The password of {username} was set.")
    return screen.FINE


def _typed(user: User) -> str | None:
    first, second = getpass.getpass("New password: "), getpass.getpass("Again: ")
    if first != second:
        screen.complain("The two are not the same.")
        return None
    try:
        validate_password(first, user)
    except ValidationError as error:
        screen.complain(" ".join(error.messages))
        return None
    return first
