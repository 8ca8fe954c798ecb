"""Asking for an errand, and that only who takes it on sees how to reach the person."""

from uuid import uuid4

from tests.support.loop import Loop
from wuzhi.cases.models import Case
from wuzhi.demo.cast import GRID, VILLAGE

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


def test_where_only_the_village_was_named_its_grid_workers_may_take_it_on_and_those_next_door_may_not(
    loop: Loop,
) -> None:
    named = {key: value for key, value in DATA.items() if key != "place_code"} | {"place_name": "桥南居委会"}
    loop.client().post("/errands/", {**named, "key": str(uuid4())})
    case = Case.objects.get()
    assert case.area_code == VILLAGE
    assert 'id="step-take"' in loop.client("grid").get(f"/cases/{case.uuid}").content.decode()
    assert loop.client("outsider").get(f"/cases/{case.uuid}").status_code == 404
