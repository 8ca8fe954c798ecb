"""What comes in on a day of the demo: who, when, where and what, all by one seeded lot."""

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from PIL import Image, ImageDraw

from wuzhi.areas.models import Area
from wuzhi.cases.models import Urgency
from wuzhi.core import clock
from wuzhi.demo import texts
from wuzhi.people.models import Unit

# Arrivals by the hour, midnight first: quiet nights, busy mornings.
_HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 11, 8, 6, 6, 9, 11, 10, 8, 6, 6, 5, 4, 3, 2)
# Out of a hundred: what kind of arrival it is.
_KINDS = {
    "resident": 55, "woodpecker": 12, "worker": 11, "chief": 2, "danger": 4, "complaint": 3, "vague": 4,
    "duplicate": 2, "errand": 7,
}  # fmt: skip
_SPOKEN_EACH = 20  # arrivals for one that comes with a voice recording
_SMALL_SHARE = 0.6  # of what a grid worker finds
_POINTED_SHARE = 0.75  # of what residents report
_STRAY = 0.0004  # degrees, some 40 m


@dataclass
class Arrival:
    """One matter on its way in, and what its story will be.

    `by` is a sign-in name, '' for a resident without one. `category` is what a dispatcher will find it to be.
    """

    at: datetime
    kind: str
    by: str
    area_code: str
    category: str
    process: str = "report"
    data: dict[str, Any] = field(default_factory=dict)
    picture: bool = False
    recording: bool = False


@dataclass(frozen=True)
class Places:
    """Where arrivals may come from: codes of grids and villages, and the workers who serve them."""

    grids: Sequence[str]
    areas: Mapping[str, Area]
    grid_workers: Mapping[str, str]
    chiefs: Mapping[str, str]
    woodpeckers: Mapping[str, str]
    units: Sequence[Unit]
    points: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)


def arrivals(day: date, count: int, places: Places, dice: random.Random) -> list[Arrival]:
    """`count` arrivals of a local day, in the order of time."""
    midnight = datetime.combine(day, time(0), tzinfo=clock.local_zone())
    kinds = dice.choices(list(_KINDS), list(_KINDS.values()), k=count)
    hours = dice.choices(range(24), _HOURS, k=count)
    times = sorted(midnight + timedelta(hours=hour, seconds=dice.randrange(3600)) for hour in hours)
    made: list[Arrival] = []
    for at, kind in zip(times, kinds, strict=True):
        made.append(_arrival(at, kind, made, places, dice))
    for spoken in made[6::_SPOKEN_EACH]:
        spoken.recording = spoken.kind == "resident"
    return made


def _arrival(at: datetime, kind: str, before: Sequence[Arrival], places: Places, dice: random.Random) -> Arrival:
    finder = {"worker": places.grid_workers, "chief": places.chiefs, "woodpecker": places.woodpeckers}.get(kind)
    if finder:
        code, finder_name = dice.choice(list(finder.items()))
        found_at = dice.choice([grid for grid in places.grids if grid.startswith(code)]) if len(code) == 12 else code
        small = kind == "chief" or (kind == "worker" and dice.random() < _SMALL_SHARE)
        category = dice.choice(texts.SMALL if small else list(texts.WHAT))
        return _report(Arrival(at, kind, finder_name, found_at, category), dice)
    return _by_resident(Arrival(at, kind, "", dice.choice(places.grids), "other"), before, places, dice)


def _by_resident(arrival: Arrival, before: Sequence[Arrival], places: Places, dice: random.Random) -> Arrival:
    if arrival.kind in {"complaint", "vague"}:
        return _wordy(arrival, places, dice)
    if arrival.kind == "errand":
        arrival.process, arrival.category = "errand", dice.choice(list(texts.ERRANDS))
        return _errand(arrival, dice)
    earlier = [one for one in before if one.kind == "resident"]
    if arrival.kind == "danger":
        arrival.category = dice.choice(list(texts.DANGER))
        arrival.data = {"category": arrival.category, "urgency": Urgency.AT_ONCE}
    elif arrival.kind == "duplicate" and earlier:
        same = dice.choice(earlier)
        arrival.area_code, arrival.category = same.area_code, same.category
    else:
        arrival.kind, arrival.category = "resident", dice.choice(list(texts.WHAT))
    return _pointed(_report(arrival, dice), places)


def _report(arrival: Arrival, dice: random.Random) -> Arrival:
    arrival.data = {
        "words": texts.words_for(arrival.category, dice),
        "place_code": arrival.area_code,
        "may_be_shown": dice.random() < 0.6,
        **arrival.data,
    }
    if arrival.by or dice.random() < 0.4:
        arrival.data["category"] = arrival.category
    if not arrival.by and dice.random() < 0.5:
        arrival.data["contact"] = f"示范联系方式 {dice.randrange(1000):03d}"
    if arrival.kind == "resident" and dice.random() < 0.06:
        arrival.data["urgency"] = Urgency.TODAY
    arrival.picture = dice.random() < 0.15
    return arrival


def _pointed(arrival: Arrival, places: Places) -> Arrival:
    """Most residents point at the map; twins at the same spot, by a lot of their own."""
    own = random.Random(f"{arrival.area_code} {arrival.category}")
    spots = places.points.get(arrival.area_code, ())
    if spots and own.random() < _POINTED_SHARE:
        longitude, latitude = own.choice(spots)
        stray = [round(own.uniform(-_STRAY, _STRAY), 6) for _axis in range(2)]
        point = {"place_longitude": longitude + stray[0], "place_latitude": latitude + stray[1]}
        arrival.data = {**arrival.data, "place_code": "", **point}
    return arrival


def _errand(arrival: Arrival, dice: random.Random) -> Arrival:
    arrival.data = {
        "category": arrival.category,
        "words": texts.errand_words(arrival.category, dice),
        "place_code": arrival.area_code,
        "contact": f"示范联系方式 {dice.randrange(1000):03d}",
    }
    return arrival


def _wordy(arrival: Arrival, places: Places, dice: random.Random) -> Arrival:
    said = texts.COMPLAINTS if arrival.kind == "complaint" else texts.VAGUE
    arrival.data = {"words": dice.choice(said), "place_code": arrival.area_code}
    if arrival.kind == "complaint":
        arrival.data["about_unit"] = dice.choice(places.units).pk
    return arrival


def picture(dice: random.Random) -> bytes:
    """A drawn scene (sky, ground, a thing on it) as PNG: a photo that shows nobody and no place."""
    image = Image.new("RGB", (320, 240), (dice.randrange(120, 200), 190, 220))
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 150, 320, 240), fill=(dice.randrange(90, 140), 110, 90))
    for _thing in range(dice.randrange(2, 6)):
        x, y, size = dice.randrange(280), dice.randrange(140, 200), dice.randrange(10, 40)
        drawing.ellipse((x, y, x + size, y + size // 2), fill=(dice.randrange(256), 80, dice.randrange(120)))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
