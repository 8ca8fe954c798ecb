"""Serving attachments: by a signed address that soon ends, and only to who may see the matter."""

import re
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wuzhi.core import clock
from wuzhi.files.actions import content
from wuzhi.files.models import RECORDINGS, Attachment, Kind
from wuzhi.files.owners import may_see
from wuzhi.people.actor import Actor, ActorKind, actor_of
from wuzhi.trust.models import Access
from wuzhi.trust.vault import HANDLING

VALID_SECONDS = 600
# A page may lie open for a morning before its recording is played, and a player asks again while it plays.
RECORDING_VALID_SECONDS = 4 * 3600
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
_signer = TimestampSigner(salt="wuzhi.files", sep="~")


def address_of(attachment: UUID) -> str:
    """Where it can be had, by whoever may see it: a picture for ten minutes, a recording for four hours."""
    return reverse("files:serve", args=[_signer.sign(str(attachment))])


@require_safe
def serve(request: HttpRequest, signed: str) -> HttpResponse:
    """The picture or recording; 404 where the address is wrong or old, or the matter out of the viewer's sight."""
    attachment = _named(signed)
    viewer = actor_of(request)
    if attachment is None or not may_see(viewer, attachment.subject, released=attachment.released):
        raise Http404
    try:
        whole = content(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    _record(viewer, attachment)
    answer = _part if attachment.kind in RECORDINGS else _whole
    return answer(request, whole, attachment.media_type)


def _named(signed: str) -> Attachment | None:
    """The attachment that an address names, None where it ended or never was."""
    try:
        attachment = Attachment.objects.filter(pk=_signer.unsign(signed, max_age=RECORDING_VALID_SECONDS)).first()
        if attachment is not None and attachment.kind == Kind.PICTURE:
            _signer.unsign(signed, max_age=VALID_SECONDS)
    except (BadSignature, ValidationError):
        return None
    return attachment


def _part(request: HttpRequest, whole: bytes, media_type: str) -> HttpResponse:
    """A recording as players ask for it, Safari piece by piece: 206 for a piece, 416 for one that is not there."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":  # several pieces at once are answered with the whole
        return _answer(whole, media_type)
    first, last = asked[1], asked[2]
    start = int(first) if first else max(len(whole) - int(last), 0)
    end = min(int(last) if first and last else len(whole), len(whole) - 1)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(whole)}"})
    answer = _answer(whole[start : end + 1], media_type)
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {start}-{end}/{len(whole)}"
    return answer


def _whole(_request: HttpRequest, whole: bytes, media_type: str) -> HttpResponse:
    return _answer(whole, media_type)


def _answer(body: bytes, media_type: str) -> HttpResponse:
    """Headers that let nothing run and nobody else keep it."""
    return HttpResponse(
        body,
        content_type=media_type,
        headers={
            "Accept-Ranges": "none" if media_type.startswith("image/") else "bytes",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=600",
        },
    )


def _record(viewer: Actor, attachment: Attachment) -> None:
    """One entry for a look; the pieces in which a player fetches a recording are one look."""
    if viewer.kind is not ActorKind.PERSON:
        return
    kinds = "picture" if attachment.kind == Kind.PICTURE else "recording"
    looked = Access.objects.filter(actor=viewer.reference, subject=attachment.subject, kinds=kinds)
    since = clock.now() - timedelta(seconds=VALID_SECONDS)
    if kinds == "picture" or not looked.filter(at__gt=since).exists():
        Access.objects.create(
            at=clock.now(),
            actor=viewer.reference,
            unit_id=next(iter(viewer.unit_ids), None),
            subject=attachment.subject,
            purpose=HANDLING,
            kinds=kinds,
            count=1,
        )
