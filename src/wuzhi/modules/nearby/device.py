"""What a browser keeps for itself: a secret that makes its marks, and the matters that it follows. No row of ours."""

from __future__ import annotations

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "wuzhi_nearby"
KEPT_SECONDS = 400 * 24 * 3600  # browsers keep none for longer
MOST_FOLLOWED = 100  # what fits into one cookie
_BYTES = 16
_signer = Signer(salt="wuzhi.modules.nearby")


@dataclass(frozen=True, slots=True)
class Device:
    """One browser. `followed` holds public ids of matters, the newest first."""

    secret: bytes
    followed: tuple[UUID, ...] = ()

    def mark(self, matter: UUID) -> str:
        """The mark of this browser on one matter: 32 hexadecimal digits."""
        return hmac.digest(self.secret, matter.bytes, "sha256").hex()[:32]

    def follows(self, matter: UUID) -> bool:
        """Whether the matter is among those followed."""
        return matter in self.followed

    def following(self, matter: UUID) -> Device:
        """The same browser, following one more; a matter followed already stays where it is."""
        return self if self.follows(matter) else replace(self, followed=(matter, *self.followed))

    def leaving(self, *matters: UUID) -> Device:
        """The same browser without these."""
        return replace(self, followed=tuple(one for one in self.followed if one not in matters))

    @property
    def text(self) -> str:
        """Signed, as the cookie and the hidden field hold it."""
        return _signer.sign(_coded(self.secret + b"".join(one.bytes for one in self.followed)))


def new_device() -> Device:
    """A browser that has not been here before."""
    return Device(secrets.token_bytes(_BYTES))


def device_of(request: HttpRequest) -> Device | None:
    """The browser's cookie; None where it brings none, or one that is not ours."""
    return _read(request.COOKIES.get(COOKIE, ""))


def sending_device(request: HttpRequest) -> Device:
    """Who sends a form: the cookie, or else the secret that the form's page was given.

    The page hands it out so that a double click by a new browser, both without a cookie, is one browser still.
    """
    return device_of(request) or _read(request.POST.get("device", "")) or new_device()


def remember(answer: HttpResponse, device: Device) -> None:
    """Gives the browser its cookie, for the pages of this module alone and out of reach of scripts."""
    answer.set_cookie(
        COOKIE,
        device.text,
        max_age=KEPT_SECONDS,
        path=reverse("nearby:matters"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(text: str) -> Device | None:
    try:
        kept = urlsafe_b64decode(_padded(_signer.unsign(text)))
    except (BadSignature, binascii.Error, ValueError):
        return None
    parts = [kept[start : start + _BYTES] for start in range(0, len(kept), _BYTES)]
    if not parts or len(parts[-1]) != _BYTES:
        return None
    return Device(parts[0], tuple(UUID(bytes=part) for part in parts[1:]))


def _coded(kept: bytes) -> str:
    return urlsafe_b64encode(kept).decode("ascii").rstrip("=")


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
