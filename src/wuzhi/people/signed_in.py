"""Who is signed in: asked at each request that a person makes, so both questions are composed once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, CharField, QuerySet
from django.db.models.functions import Now

from wuzhi.core.composed import Composed, Given
from wuzhi.people.models import User

_COLUMNS = [str(field.attname) for field in User._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no session any more, where it has ended."""
        for (data,) in _SESSION.rows(key=self.session_key):
            return self.decode(data)
        self._session_key = None
        return {}


class Accounts(ModelBackend):
    """Django's sign-in by name and password."""

    def get_user(self, user_id: int) -> User | None:
        """Whom a session names, None where that account is gone or no longer active."""
        for row in _USER.rows(user=user_id):
            user = User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)
            return user if self.user_can_authenticate(user) else None
        return None


def _session() -> QuerySet[Session, tuple[str]]:
    """What a session holds, if it has not ended by the database's clock: Django ends them by the machine's."""
    found = Session.objects.filter(session_key=Given("key", CharField()), expire_date__gt=Now())
    return found.values_list("session_data")


def _user() -> QuerySet[User, tuple[Any, ...]]:
    return User.objects.filter(pk=Given("user", BigIntegerField())).order_by().values_list(*_COLUMNS)


_SESSION, _USER = Composed(_session), Composed(_user)
