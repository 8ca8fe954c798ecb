"""Asking for an errand, and that only who takes it on sees how to reach the person."""

from uuid import uuid4

from tests.support.loop import Loop
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID

CONTACT = "0716-0000000"
DATA = {"category": "fetch-medicine", "words": "请帮忙取药", "place_code": GRID, "contact": CONTACT}


def test_asked_for_taken_on_and_reached(loop: Loop) -> None:
    answer = loop.client().post("/errands/", {**DATA, "key": str(uuid4())}, follow=True)
    case = Case.objects.get()
    assert answer.status_code == 200
    assert "By when" in answer.content.decode()
    grid = loop.client("grid")
    page = grid.get(f"/cases/{case.uuid}").content.decode()
    assert 'id="step-take"' in page
    assert "/contact" not in page
    assert grid.post(f"/cases/{case.uuid}/contact", {"purpose": "handling"}).status_code == 403
    grid.post(f"/cases/{case.uuid}/steps/take", {"revision": case.revision})
    answer = grid.post(f"/cases/{case.uuid}/contact", {"purpose": "handling"})
    assert CONTACT in answer.content.decode()


def test_errors_keep_what_was_typed(loop: Loop) -> None:
    answer = loop.client().post("/errands/", {**DATA, "category": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请帮忙取药" in page
    assert 'id="id_category_error"' in page
