"""What the public pages show, and what they never show."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.asked import asked_by
from tests.support.world import CONTENT, FEUD, LAMP, LITTER, REVIEW, World, at
from wuzhi.areas.cells import FINEST, Square
from wuzhi.cases.models import Case, Category
from wuzhi.core.versions import forget_stamps, raise_version
from wuzhi.demo.cast import BUILDING
from wuzhi.modules.nearby import queries
from wuzhi.modules.nearby.tests.scene import POINT, RELEASED, public, take_back

pytestmark = pytest.mark.django_db
LIST = "/nearby/"


def _reader(language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    return client


def _page(path: str = LIST) -> str:
    answer = _reader().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def _address(case: Case) -> str:
    return reverse("nearby:matter", args=[case.uuid])


def _everywhere(case: Case) -> list[bool]:
    """Whether each of the public places shows the case: list, page, map, and this device's own list."""
    client = _reader()
    client.post(reverse("nearby:follow", args=[case.uuid]))
    return [
        _address(case) in _page(),
        client.get(_address(case)).status_code == 200,
        str(case.uuid) in client.get("/nearby/squares?west=110&south=28&east=114&north=31&zoom=12").content.decode(),
        str(case.uuid) in client.get("/nearby/following").content.decode(),
    ]


def test_a_released_matter_is_shown_everywhere_and_gone_at_once_when_taken_back(world: World) -> None:
    case = public(world, **POINT)
    assert _everywhere(case) == [True] * 4
    case = take_back(world, case)
    assert _everywhere(case) == [False] * 4


def test_what_was_not_released_is_nowhere(world: World) -> None:
    collected = world.report(may_be_shown="on", **POINT)
    unasked = world.take(world.report(**POINT), "dispatcher", "review", **RELEASED)
    kept = world.take(world.report(may_be_shown="on", **POINT), "dispatcher", "review", **REVIEW)
    feud = world.report(may_be_shown="on", **POINT)
    feud = world.take(feud, "dispatcher", "review", **{**RELEASED, "category": FEUD})
    for case in (collected, unasked, kept, feud):
        assert _everywhere(case) == [False] * 4


def test_a_complaint_about_a_unit_is_nowhere(world: World) -> None:
    case = world.report(may_be_shown="on", about_unit=world.ids("department")[0], **POINT)
    case = world.take(case, "dispatcher", "review", **RELEASED)
    assert case.about_unit_id
    assert not case.public
    later = public(world, **POINT)
    later = world.take(later, "dispatcher", "release", **RELEASED, about_unit=world.ids("second")[0])
    assert _everywhere(case) == _everywhere(later) == [False] * 4


def test_a_category_that_is_public_no_longer_takes_its_matters_with_it(world: World) -> None:
    case = public(world, **POINT)
    Category.objects.filter(code=LAMP).update(public=False)
    raise_version("catalogue")
    forget_stamps()
    assert _everywhere(case) == [False] * 4


def test_what_its_reporter_withdraws_is_shown_to_nobody(world: World) -> None:
    case = world.take(public(world, **POINT), "reporter", "withdraw")
    assert _everywhere(case) == [False] * 4


def test_a_merged_matter_leads_to_the_one_in_which_it_goes_on(world: World) -> None:
    target, twin = public(world, "路灯不亮一", **POINT), public(world, "路灯不亮二", **POINT)
    device = _reader()
    device.post(reverse("nearby:follow", args=[twin.uuid]))
    twin = world.take(twin, "dispatcher", "merge", into=target.tracking_code)
    assert _address(twin) not in _page()
    assert device.get(_address(twin))["Location"] == _address(target)
    assert _address(target) in device.get("/nearby/following").content.decode()
    take_back(world, target)
    assert device.get(_address(twin)).status_code == 404


def test_no_word_no_name_no_code_no_building_and_no_hour(world: World) -> None:
    words, contact = "楼上王某夜里扔东西", "13812345678"
    with at("2026-03-10 13:37"):
        case = public(world, words=words, contact=contact, place_code=BUILDING)
        case = world.take(case, "dispatcher", "dispatch", unit=world.ids("department")[0])
        case = world.take(case, "clerk", "accept")
        case = world.take(case, "clerk", "report_done", note="已上门处理王某")
        case = world.take(case, "reporter", "call_back", **CONTENT, note="谢谢王某")
    staff = [str(world.user(name)) for name in ("dispatcher", "clerk")]
    building = str(world.cast.areas[BUILDING])
    for path in (LIST, _address(case)):
        page = _page(path)
        for hidden in (words, "王某", contact, case.tracking_code, building, "13:37", *staff):
            assert hidden not in page, (path, hidden)
    page = _page(_address(case))
    assert "Accepted" in page
    assert str(world.unit("department").name_en or world.unit("department").name) in page
    assert "satisf" not in page


def test_the_place_is_told_no_closer_than_a_square(world: World) -> None:
    case = public(world, place_code="", place_longitude="112.0512345", place_latitude="29.6098765")
    found = _reader().get("/nearby/squares?west=110&south=28&east=114&north=31&zoom=17").json()["matters"]
    assert case.cell is not None
    longitude, latitude = Square(case.cell, FINEST).middle
    assert [(one["longitude"], one["latitude"]) for one in found] == [(round(longitude, 5), round(latitude, 5))]
    for path in (LIST, _address(case)):
        assert "112.0512" not in _page(path)


def test_the_list_goes_on_by_the_last_id_and_skips_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    cases = [public(world, f"第{number}件") for number in range(5)]
    seen, path = [], LIST
    while path:
        page = _page(path)
        seen += [case.pk for case in reversed(cases) if _address(case) in page]
        after = next((part.split('"')[0] for part in page.split('href="?') if part.startswith("after=")), "")
        path = f"{LIST}?{after}" if after else ""
        if len(seen) == 2:
            public(world, "在翻页时到来")  # what comes in meanwhile moves nothing
    assert seen == [case.pk for case in reversed(cases)]


def test_the_choice_narrows_by_kind_state_and_place(world: World) -> None:
    lamp = public(world)
    litter = world.report(may_be_shown="on", category=LITTER, place_code=world.unit("next_village").area.code)
    litter = world.take(litter, "dispatcher", "review", **{**RELEASED, "category": LITTER, "summary": "垃圾"})
    kinds = dict(Category.objects.filter(code__in=[LAMP, LITTER]).values_list("code", "kind"))
    town, next_town = lamp.area_code[:9], litter.area_code[:9]
    for asked, expected in (
        ("", [True, True]),
        (f"kind={kinds[LAMP]}", [True, kinds[LAMP] == kinds[LITTER]]),
        ("state=open", [True, True]),
        ("state=ended", [False, False]),
        (f"area={town}", [True, False]),
        (f"area={next_town}", [False, True]),
        (f"area={lamp.area_code[:12]}", [True, False]),
        ("kind=nothing&state=x&area=999999999&square=99-1&after=x", [True, True]),
    ):
        page = _page(f"{LIST}?{asked}")
        assert [_address(case) in page for case in (lamp, litter)] == expected, asked


def test_a_place_is_found_by_its_name_or_chosen_where_it_fits_several(world: World) -> None:
    village = world.unit("village").area
    assert village is not None
    case = public(world)
    answer = _reader().get(LIST, {"place": village.name})
    assert answer["Location"] == f"{LIST}?area={village.code}"
    assert _address(case) in _page(answer["Location"])
    assert "We know no town" in _page(f"{LIST}?place=nowhere")
    shared = village.name[:1]
    if sum(area.level == "village" and shared in area.name for area in world.cast.areas.values()) > 1:
        assert "Please choose one" in _page(f"{LIST}?place={shared}")


def test_there_is_nothing_at_an_address_made_up_and_nothing_by_the_code(world: World) -> None:
    case = public(world)
    for path in (reverse("nearby:matter", args=[uuid4()]), f"{LIST}{case.tracking_code}"):
        assert _reader().get(path).status_code == 404


def test_empty_pages_say_what_to_do(world: World) -> None:
    assert "Nothing is public yet" in _page()
    assert "Nothing public fits this choice" in _page(f"{LIST}?state=ended")
    assert "You follow nothing on this device" in _page("/nearby/following")
    public(world)
    assert "none has been joined by others yet" in _page(f"{LIST}?order=joined")


def test_pages_cost_the_same_however_much_there_is(world: World) -> None:
    costs = []
    for _more in range(2):
        cases = [public(world, **POINT) for _one in range(3)]
        client = _reader()
        for case in cases:
            client.post(reverse("nearby:follow", args=[case.uuid]))
            client.post(reverse("nearby:me_too", args=[case.uuid]))
        paths = (LIST, f"{LIST}?order=joined", f"{LIST}?q=路灯 桥南", _address(cases[0]), "/nearby/following")
        squares = "/nearby/squares?west=110&south=28&east=114&north=31&zoom=12"
        costs.append([len(asked_by(client, path)) for path in (*paths, squares)])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 6, costs
