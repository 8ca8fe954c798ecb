"""The only way in and out of the vault."""

import base64
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from wuzhi.core import clock
from wuzhi.core.bulk import Columns
from wuzhi.core.ids import new_uuid_texts
from wuzhi.people.actor import Actor
from wuzhi.trust.models import Access, Secret

HANDLING = "handling"
CALL_BACK = "call_back"
LETTER = "letter"
_TRIED = 10


@lru_cache(maxsize=4)
def _county_key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise ImproperlyConfigured("WUZHI_COUNTY_KEY is not base64") from error
    if len(key) != 32:
        raise ImproperlyConfigured("WUZHI_COUNTY_KEY must be 32 bytes, base64")
    return key


def county_key() -> bytes:
    """The county's key. ImproperlyConfigured where it is none."""
    return _county_key(settings.COUNTY_KEY)


def encrypt(content: bytes, label: bytes) -> tuple[bytes, bytes, bytes]:
    """Nonce, ciphertext (AES-256-GCM, bound to `label`) and the row's key wrapped by the county's (RFC 3394)."""
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    wrapped = aes_key_wrap(_county_key(settings.COUNTY_KEY), key)
    return nonce, AESGCM(key).encrypt(nonce, content, label), wrapped


Stored = bytes | memoryview


def decrypt(nonce: Stored, ciphertext: Stored, wrapped_key: Stored, label: bytes) -> bytes:
    """The content; cryptography's InvalidTag or InvalidUnwrap where anything was altered."""
    key = aes_key_unwrap(_county_key(settings.COUNTY_KEY), bytes(wrapped_key))
    return AESGCM(key).decrypt(bytes(nonce), bytes(ciphertext), label)


def seal(kind: str, text: str, purpose: str = HANDLING) -> Secret:
    """A secret ready to be saved; the caller's transaction saves it together with what refers to it."""
    uuid = uuid4()
    nonce, ciphertext, wrapped = encrypt(text.encode(), uuid.bytes)
    return Secret(
        uuid=uuid,
        kind=kind,
        purpose=purpose,
        nonce=nonce,
        ciphertext=ciphertext,
        wrapped_key=wrapped,
        created_at=clock.now(),
    )


def seal_many(kind: str, texts: Sequence[str], purpose: str = HANDLING) -> Columns:
    """Secrets as columns for a bulk writer: a model's object for each would take longer than its sealing."""
    uuids = new_uuid_texts(len(texts))
    sealed = [encrypt(text.encode(), UUID(uuid).bytes) for uuid, text in zip(uuids, texts, strict=True)]
    nonces, ciphertexts, keys = zip(*sealed, strict=True) if sealed else ((), (), ())
    return Columns(
        {"uuid": uuids, "nonce": nonces, "ciphertext": ciphertexts, "wrapped_key": keys},
        {"kind": kind, "purpose": purpose, "created_at": clock.now()},
    )


def key_fits() -> bool:
    """Whether the county's key opens the own keys of some secrets, chosen anew each time; their texts stay shut.

    Raises ImproperlyConfigured where it is no key at all.
    """
    county, rows = _county_key(settings.COUNTY_KEY), Secret.objects.order_by("pk")
    some = rows.filter(pk__gte=uuid4())[:_TRIED] or rows[:_TRIED]
    try:
        for wrapped in some.values_list("wrapped_key", flat=True):
            aes_key_unwrap(county, bytes(wrapped))
    except InvalidUnwrap:
        return False
    return True


def reveal(*, viewer: Actor, uuids: Iterable[UUID], subject: UUID, purpose: str) -> dict[UUID, str]:
    """The texts that still exist, after the look is on the record.

    The caller has checked that `viewer` may see `subject` (the case). One entry covers one page.
    """
    wanted = list(uuids)
    if not wanted:
        return {}
    with transaction.atomic():
        found = list(Secret.objects.filter(uuid__in=wanted))
        Access.objects.create(
            at=clock.now(),
            actor=viewer.reference,
            unit_id=next(iter(viewer.unit_ids), None),
            subject=subject,
            purpose=purpose,
            kinds=",".join(sorted({secret.kind for secret in found})),
            count=len(found),
        )
        return {
            secret.uuid: decrypt(secret.nonce, secret.ciphertext, secret.wrapped_key, secret.uuid.bytes).decode()
            for secret in found
        }
