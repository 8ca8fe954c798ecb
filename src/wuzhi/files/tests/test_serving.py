"""Pictures: with their matter or not at all, under an address that ends, with headers that let nothing run."""

import io
from uuid import uuid4

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from tests.support.loop import WORDS, Loop
from wuzhi.cases.actions import open_case
from wuzhi.cases.forms import Files
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID
from wuzhi.files.models import Attachment
from wuzhi.files.owners import may_see
from wuzhi.files.views import address_of
from wuzhi.people.actor import ANYONE
from wuzhi.trust.models import Access


def pictured() -> tuple[Case, Attachment]:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "grey").save(out, "PNG")
    files: Files = MultiValueDict({"picture": [SimpleUploadedFile("p.png", out.getvalue())]})
    case = open_case(actor=ANYONE, process_key="report", data={"words": WORDS, "place_code": GRID}, files=files).case
    return case, Attachment.objects.get(subject=case.uuid)


def test_who_sees_the_matter_sees_the_picture_on_the_record(loop: Loop) -> None:
    case, attachment = pictured()
    answer = loop.client("dispatcher").get(address_of(attachment.pk))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Access.objects.get(subject=case.uuid).kinds == "picture"


def test_others_get_404_even_with_the_signed_address(loop: Loop) -> None:
    _case, attachment = pictured()
    for username in ("", "outsider", "administrator"):
        assert loop.client(username).get(address_of(attachment.pk)).status_code == 404
    assert not Access.objects.exists()


def test_both_picture_and_matter_must_be_released_for_the_public(loop: Loop) -> None:
    case, attachment = pictured()
    Attachment.objects.update(released=True)
    assert loop.client().get(address_of(attachment.pk)).status_code == 404
    Case.objects.filter(pk=case.pk).update(public=True)
    assert loop.client().get(address_of(attachment.pk)).status_code == 200
    Attachment.objects.update(released=False)
    assert loop.client().get(address_of(attachment.pk)).status_code == 404


def test_an_address_ends_and_can_not_be_forged(loop: Loop) -> None:
    _case, attachment = pictured()
    client = loop.client("dispatcher")
    address = address_of(attachment.pk)
    assert client.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    assert client.get(f"/files/{attachment.pk}").status_code == 404
    assert client.get(address_of(uuid4())).status_code == 404
    with time_machine.travel("2020-01-01"):
        old = address_of(attachment.pk)
    assert client.get(old).status_code == 404


def test_a_matter_that_nobody_owns_is_seen_by_nobody(loop: Loop) -> None:
    assert not may_see(loop.cast.actor("dispatcher"), uuid4(), released=True)
