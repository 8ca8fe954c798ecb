"""Serving pictures: by a signed address that soon ends, and only to who may see the matter."""

from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wuzhi.core import clock
from wuzhi.files.actions import content
from wuzhi.files.models import Attachment
from wuzhi.files.owners import may_see
from wuzhi.people.actor import Actor, ActorKind, actor_of
from wuzhi.trust.models import Access
from wuzhi.trust.vault import HANDLING

VALID_SECONDS = 600
_signer = TimestampSigner(salt="wuzhi.files", sep="~")


def address_of(attachment: UUID) -> str:
    """The address under which a picture can be had for the next ten minutes, by whoever may see it."""
    return reverse("files:serve", args=[_signer.sign(str(attachment))])


@require_safe
def serve(request: HttpRequest, signed: str) -> HttpResponse:
    """The picture; 404 where the address is wrong or old, or the matter out of the viewer's sight."""
    try:
        uuid = UUID(_signer.unsign(signed, max_age=VALID_SECONDS))
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    attachment = Attachment.objects.filter(pk=uuid).first()
    viewer = actor_of(request)
    if attachment is None or not may_see(viewer, attachment.subject, released=attachment.released):
        raise Http404
    try:
        picture = content(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    _record(viewer, attachment)
    return HttpResponse(
        picture,
        content_type=attachment.media_type,
        headers={
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=600",
        },
    )


def _record(viewer: Actor, attachment: Attachment) -> None:
    if viewer.kind is ActorKind.PERSON:
        Access.objects.create(
            at=clock.now(),
            actor=viewer.reference,
            unit_id=next(iter(viewer.unit_ids), None),
            subject=attachment.subject,
            purpose=HANDLING,
            kinds="picture",
            count=1,
        )
