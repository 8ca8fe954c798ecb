"""Grids split and merge from a date; matters, buildings and the record follow."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
import shapely
from django.core.exceptions import ValidationError

from wuzhi.areas import regroup
from wuzhi.areas.models import Area, AreaShape, Succession
from wuzhi.areas.queries import by_code, successor_code
from wuzhi.areas.tests.conftest import Import
from wuzhi.core import clock

pytestmark = pytest.mark.usefixtures("small")
VILLAGE = "421081001001"
ONE, TWO, SEVEN, EIGHT = (f"{VILLAGE}{number:03d}" for number in (1, 2, 7, 8))
WEST, EAST = shapely.box(112, 29, 112.5, 30), shapely.box(112.5, 29, 113, 30)


class Orderer:
    """Whoever orders."""

    reference = "person:12"


@pytest.fixture
def today() -> date:
    """Rather than a date that goes by."""
    return clock.today()


@pytest.fixture
def followed() -> Iterator[list[tuple[str, str]]]:
    """What a room that registered was told."""
    seen: list[tuple[str, str]] = []

    def follow(successions: Sequence[Succession]) -> None:
        seen.extend((one.before.code, one.after.code) for one in successions)

    regroup.on_regrouped.append(follow)
    yield seen
    regroup.on_regrouped.remove(follow)


def run(on: date, before: list[str], *after: regroup.NewArea) -> list[Succession]:
    """A regrouping by Orderer."""
    return regroup.regroup(actor=Orderer(), on=on, before=before, after=after)


def test_merge(today: date, followed: list[tuple[str, str]]) -> None:
    run(today, [ONE, TWO], (SEVEN, "第七网格", None))
    micro = f"{ONE}01"
    assert sorted(followed) == [(ONE, SEVEN), (micro, SEVEN), (TWO, SEVEN)]
    assert {successor_code(code) for code in (ONE, TWO, micro)} == {SEVEN}
    ended = Area.objects.get(code=ONE)
    assert (ended.valid_until, by_code(ONE)) == (today, None)
    begun = by_code(SEVEN)
    assert begun is not None
    assert (begun.name, begun.level, begun.parent_code) == ("第七网格", "grid", VILLAGE)
    assert set(Succession.objects.values_list("ordered_by", "on")) == {("person:12", today)}


def test_split_belongs_to_the_village_until_somebody_says(today: date) -> None:
    run(today, [ONE], (SEVEN, "七", WEST), (EIGHT, "八", EAST))
    assert successor_code(ONE) == VILLAGE
    assert successor_code(ONE, today - timedelta(days=1)) == ONE
    assert shapely.from_wkb(bytes(AreaShape.objects.get(area__code=SEVEN).outline)).equals(WEST)


def test_successors_are_followed_through_later_regroupings(today: date) -> None:
    later = today + timedelta(days=10)
    run(today, [ONE, TWO], (SEVEN, "七", None))
    run(later, [SEVEN], (EIGHT, "八", None))
    assert successor_code(ONE, later - timedelta(days=1)) == SEVEN
    assert successor_code(ONE, later) == EIGHT


def test_only_those_that_share_ground_succeed(
    today: date, import_outlines: Import, followed: list[tuple[str, str]]
) -> None:
    import_outlines((ONE, shapely.geometry.mapping(WEST)), (TWO, shapely.geometry.mapping(EAST)))
    run(today, [ONE, TWO], (SEVEN, "七", WEST), (EIGHT, "八", EAST))
    assert {(ONE, SEVEN), (TWO, EIGHT)} <= set(followed)
    assert not {(ONE, EIGHT), (TWO, SEVEN)} & set(followed)


def test_micro_grids_follow_into_new_micro_grids(today: date, followed: list[tuple[str, str]]) -> None:
    run(today, [ONE], (f"{SEVEN}01", "微", None), (SEVEN, "七", None))
    assert sorted(followed) == [(ONE, SEVEN), (f"{ONE}01", f"{SEVEN}01")]
    begun = by_code(f"{SEVEN}01")
    assert begun is not None
    assert begun.parent_code == SEVEN


def test_buildings_go_where_they_stand(today: date) -> None:
    building = Area.objects.get(code=f"{VILLAGE}B0001")
    building.grid_code, building.longitude, building.latitude = ONE, 112.75, 29.5
    building.save()
    run(today, [ONE], (SEVEN, "七", WEST), (EIGHT, "八", EAST))
    building.refresh_from_db()
    assert (building.grid_code, building.valid_until) == (EIGHT, None)


def test_a_building_without_a_point_is_left_to_the_village_after_a_split(today: date) -> None:
    Area.objects.filter(code=f"{VILLAGE}B0001").update(grid_code=ONE)
    run(today, [ONE], (SEVEN, "七", WEST), (EIGHT, "八", EAST))
    building = Area.objects.get(code=f"{VILLAGE}B0001")
    assert (building.grid_code, building.spine_code) == ("", VILLAGE)


def failing(successions: Sequence[Succession]) -> None:
    """A room that can't follow."""
    raise ValidationError("no")


def test_what_follows_fails_with_it(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regroup, "on_regrouped", [failing])
    with pytest.raises(ValidationError, match="no"):
        run(today, [ONE], (SEVEN, "七", None))
    assert not Succession.objects.exists()
    assert Area.objects.get(code=ONE).valid_until is None


@pytest.mark.parametrize(
    ("days", "before", "after", "reason"),
    [
        (0, [], [(SEVEN, "七", None)], "names the grids"),
        (0, [ONE], [], "names the grids"),
        (-1, [ONE], [(SEVEN, "七", None)], "has passed"),
        (0, ["421081001001999"], [(SEVEN, "七", None)], "No area in force"),
        (0, [VILLAGE], [(SEVEN, "七", None)], "neither a grid"),
        (0, [ONE], [(TWO, "二", None)], "is or was in force"),
        (0, [ONE], [(ONE, "一", None)], "is or was in force"),
        (0, [ONE], [(SEVEN, "七", None), (SEVEN, "七", None)], "named twice"),
        (0, [ONE], [("421081001009", "村", None)], "neither a grid"),
        (0, [ONE], [("4210810010", "x", None)], "territory code"),
        (0, [ONE], [("421081001999001", "x", None)], "is not known"),
        (0, [ONE], [(f"{ONE}09", "微", None)], "is not known"),
        (0, [ONE], [(SEVEN, " ", None)], "name is empty"),
        (0, [ONE], [(SEVEN, "七", shapely.Point(1, 1))], "not made of polygons"),
    ],
)
def test_refusals_change_nothing(
    today: date, days: int, before: list[str], after: list[regroup.NewArea], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        run(today + timedelta(days=days), before, *after)
    assert not Area.objects.exclude(valid_until=None).exists()
    assert not Area.objects.filter(code=SEVEN).exists()


def test_a_grid_cannot_end_on_the_day_it_begins(today: date) -> None:
    run(today, [ONE, TWO], (SEVEN, "七", None))
    with pytest.raises(ValidationError, match="in force only from"):
        run(today, [SEVEN], (EIGHT, "八", None))
