"""One key, one result: claimed by a unique constraint before anything else is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.forms import Files
from wuzhi.cases.models import IdempotencyKey
from wuzhi.cases.outcomes import Conflict
from wuzhi.core import clock
from wuzhi.people.actor import Actor

KEPT = timedelta(days=30)
BATCH = 250
USED = _("This key was already used for something else. Please load the page again.")
_UNSIGNED = {"csrfmiddlewaretoken", "key"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One key about to be claimed, and what for."""

    key: UUID
    content: str
    case_uuid: UUID
    revision: int


def digest(what: str, data: Mapping[str, Any], files: Files | None) -> str:
    """What the key was used for, without keeping it: equal for a replay, different for anything else.

    Keyed, because a short answer or a telephone number could be guessed from a plain digest, erased or not.
    """
    found = salted_hmac("wuzhi.cases.idempotency", what, algorithm="sha256")
    for name in sorted(data):
        if name not in _UNSIGNED:
            values = data.getlist(name) if isinstance(data, MultiValueDict) else data[name]
            found.update(f"\x00{name}\x00{values!r}".encode(errors="surrogatepass"))
    for name in sorted(files or {}):
        for file in (files or MultiValueDict()).getlist(name):
            found.update(f"\x00{name}\x00{file.size}\x00".encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()


def find(actor: Actor, key: UUID, content: str) -> IdempotencyKey | None:
    """The first use of the key by this actor. Conflict where it was for something else."""
    held = IdempotencyKey.objects.filter(actor=actor.reference, key=key).first()
    if held is not None and held.content != content:
        raise Conflict(str(USED))
    return held


def claim(actor: Actor, key: UUID, content: str, case_uuid: UUID, *, revision: int) -> IdempotencyKey | None:
    """Claims the key inside the caller's transaction; the earlier claim where someone else holds it.

    A rival that has claimed it but not committed is waited for. Conflict as in `find`.
    """
    table = IdempotencyKey._meta.db_table
    encoded = [value if connection.features.has_native_uuid_field else value.hex for value in (key, case_uuid)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (actor, key, content, case_uuid, revision, at) VALUES (%s, %s, %s, %s, %s, %s) '  # noqa: S608  the table's own name
            "ON CONFLICT (actor, key) DO NOTHING",
            [actor.reference, encoded[0], content, encoded[1], revision, _stored(clock.now())],
        )
        if cursor.rowcount == 1:
            return None
    return find(actor, key, content)


def claim_many(actor: Actor, claims: Sequence[Claim]) -> set[UUID]:
    """Claims several keys inside the caller's transaction in one statement; those that nobody had claimed.

    In one order, so that two who claim the same keys wait for each other and never crosswise.
    """
    if not claims:
        return set()
    native, at = connection.features.has_native_uuid_field, _stored(clock.now())
    values: list[Any] = []
    for one in sorted(claims, key=lambda claim: claim.key.hex):
        encoded = [value if native else value.hex for value in (one.key, one.case_uuid)]
        values += [actor.reference, encoded[0], one.content, encoded[1], one.revision, at]
    table, rows = IdempotencyKey._meta.db_table, ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(claims))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (actor, key, content, case_uuid, revision, at) VALUES {rows} '  # noqa: S608  the table's own name
            "ON CONFLICT (actor, key) DO NOTHING RETURNING key",
            values,
        )
        return {key if isinstance(key, UUID) else UUID(key) for (key,) in cursor.fetchall()}


def give_up(actor: Actor, keys: Iterable[UUID]) -> None:
    """What was claimed in this transaction and did not happen after all may be tried again."""
    IdempotencyKey.objects.filter(actor=actor.reference, key__in=list(keys)).delete()


def used(actor: Actor, keys: Iterable[UUID]) -> dict[UUID, str]:
    """Those of the keys that this actor has used, with what for. One query."""
    rows = IdempotencyKey.objects.filter(actor=actor.reference, key__in=list(keys))
    return dict(rows.values_list("key", "content"))


def expire() -> int:
    """Removes keys older than KEPT, BATCH in a transaction so that nobody waits long; returns how many."""
    removed, before = 0, clock.now() - KEPT
    while True:
        old = list(IdempotencyKey.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH])
        removed += IdempotencyKey.objects.filter(pk__in=old).delete()[0] if old else 0
        if len(old) < BATCH:
            return removed


def _stored(instant: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
