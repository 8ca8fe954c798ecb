"""Where a matter is: a point, a chosen area or a village's name, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wuzhi.areas import datum
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import AreaFacts, directory
from wuzhi.areas.locate import locator
from wuzhi.areas.models import Area
from wuzhi.areas.queries import villages_named


@dataclass(frozen=True)
class Place:
    """An area of the spine, perhaps a building or hamlet in it, and a point where one was given."""

    area: AreaFacts
    local: AreaFacts | None = None
    longitude: float | None = None
    latitude: float | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    synthetic: bool = False


class SeveralPlaces(ValidationError):
    """The name fits more than one village; `places` are those to choose from."""

    def __init__(self, places: list[AreaFacts]) -> None:
        self.places = places
        super().__init__(_("Several places have this name. Please choose one."), code="several")


def at_point(longitude: float, latitude: float, given_datum: str = "wgs84") -> Place:
    """The smallest area around a point. ValidationError where the point lies outside every area."""
    point = datum.place(longitude, latitude, given_datum)
    area = locator().locate(point.longitude, point.latitude)
    if area is None:
        raise ValidationError(
            _("This point lies outside the area that we serve. Please move it, or write the village's name."),
            code="outside",
        )
    given = {"longitude": longitude, "latitude": latitude, "datum": str(point.given_datum)}
    return Place(area, None, round(point.longitude, 6), round(point.latitude, 6), given)


def at_code(code: str) -> Place:
    """The area that was chosen, from a town down; a building or hamlet lies in its grid or village."""
    chosen = directory().get(code)
    if chosen is None or len(code) < LENGTHS[Level.TOWN]:
        raise ValidationError(_("This place is not known. Please choose another."), code="unknown")
    if chosen.level in LENGTHS:
        return Place(chosen, given={"code": code})
    grid = Area.objects.filter(pk=chosen.id).values_list("grid_code", flat=True).first()
    around = directory().get(grid or chosen.parent_code)
    while around is not None and around.level not in LENGTHS:
        around = directory().get(around.parent_code)
    village = around or directory().get(code[:12])
    if village is None:
        raise ValidationError(_("This place is not known. Please choose another."), code="unknown")
    return Place(village, chosen, given={"code": code})


def named(text: str, within: str = "") -> Place:
    """The village with this name. SeveralPlaces where the name alone does not tell which."""
    name = "".join(text.split())
    exact = [area for area in directory().villages_called(name) if area.code.startswith(within)]
    found = exact if len(exact) == 1 else villages_named(text, within)
    if not found:
        raise ValidationError(
            _("We know no village or community of this name. Please check it, or choose from the list."),
            code="unknown",
        )
    if len(exact) == 1 or len(found) == 1:
        return Place((exact or found)[0], given={"name": text[:60]})
    raise SeveralPlaces(found)
