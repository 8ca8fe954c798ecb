"""A process is offered where the most specific switch says so; where none is left, menu and page say so first."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.support.loop import Loop
from tests.support.world import World
from wuzhi.areas.models import Area
from wuzhi.cases import settings
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.core import clock
from wuzhi.demo.cast import GRID, NEXT_TOWN, NEXT_VILLAGE, TOWN, VILLAGE
from wuzhi.demo.geography import COUNTY
from wuzhi.people.actions import operator

ME = operator("command")


def switch(code: str, offered: bool, days: int = 0) -> None:
    on = clock.today() + timedelta(days=days)
    settings.set_switch(actor=ME, process_key="errand", area_code=code, offered=offered, on=on)


def offered(code: str) -> bool:
    return catalogue.fresh().is_offered("errand", code)


def test_the_most_specific_switch_wins(world: World) -> None:
    assert all(map(offered, (COUNTY, TOWN, GRID)))
    switch(COUNTY, False)
    switch(TOWN, True)
    switch(VILLAGE, False)
    assert [offered(code) for code in (COUNTY, TOWN, VILLAGE, GRID, NEXT_TOWN)] == [False, True, False, False, False]
    assert catalogue.fresh().is_offered("report", GRID)


def test_a_switch_holds_from_its_day_and_then_the_next_does(world: World) -> None:
    switch("", False, days=2)
    assert offered(GRID)
    with clock.at(clock.now() + timedelta(days=3)):
        assert not offered(GRID)
        switch("", True)
        assert offered(GRID)


def test_nothing_is_taken_in_where_it_is_not_offered(world: World) -> None:
    switch(TOWN, False)
    with pytest.raises(NotAllowed, match="not offered"):
        world.errand(place_code=GRID)
    assert world.errand(place_code=NEXT_VILLAGE).pk


@pytest.mark.parametrize(
    ("switches", "somewhere"),
    [
        ({}, True),
        ({"": False}, False),
        ({COUNTY: False}, False),
        ({"": False, VILLAGE: True}, True),
        ({TOWN: False}, True),
        ({"": False, VILLAGE: True, GRID: False}, True),
        ({"": True}, True),
    ],
)
def test_offered_somewhere(world: World, switches: dict[str, bool], somewhere: bool) -> None:
    for code, said in switches.items():
        switch(code, said)
    assert catalogue.fresh().is_offered_somewhere("errand") is somewhere


def test_switched_off_in_every_part_is_switched_off(world: World) -> None:
    """One by one, town by town: nothing is left below the county, whatever nobody said of the county itself."""
    for code in Area.objects.filter(level="town").values_list("code", flat=True):
        switch(code, False)
    assert not catalogue.fresh().is_offered_somewhere("errand")
    assert catalogue.fresh().is_offered_somewhere("report")


@pytest.mark.parametrize(("language", "words"), [("en", "not offered here yet"), ("zh-hans", "本地暂未开通")])
def test_the_page_says_so_before_anyone_fills_in_a_form(loop: Loop, language: str, words: str) -> None:
    client = loop.client(language=language)
    menu = 'class="nav-link" href="/errands/"'
    address = "/errands/"
    assert menu in client.get("/").content.decode()
    switch("", False)
    assert menu not in client.get("/").content.decode()
    cases = Case.objects.count()
    for answer in (client.get(address), client.post(address, {"words": "x", "place_code": GRID})):
        assert answer.status_code == 404
        assert words in answer.content.decode()
        assert "<textarea" not in answer.content.decode()
    assert Case.objects.count() == cases
    assert client.get("/report").status_code == 200
    switch(TOWN, True)
    assert menu in client.get("/").content.decode()
    assert client.get(address).status_code == 200


def test_reports_too(loop: Loop) -> None:
    settings.set_switch(actor=ME, process_key="report", area_code="", offered=False)
    assert loop.client().get("/report").status_code == 404
    assert 'class="nav-link" href="/report"' not in loop.client().get("/errands/").content.decode()


@pytest.mark.parametrize(("process", "area"), [("nothing", ""), ("errand", "999999")])
def test_a_switch_names_what_there_is(world: World, process: str, area: str) -> None:
    with pytest.raises(ValidationError):
        settings.set_switch(actor=ME, process_key=process, area_code=area, offered=True)
