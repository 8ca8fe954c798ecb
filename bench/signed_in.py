"""A session of one of the demo's people, for a bench that opens their pages: python -m bench.signed_in dispatcher."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from django.test import Client  # noqa: E402  models need their settings first

from wuzhi.people.models import User  # noqa: E402


def session_of(username: str) -> str:
    """The cookie's value."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    print(session_of(sys.argv[1]))
