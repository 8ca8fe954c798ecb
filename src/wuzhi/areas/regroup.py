"""Grids are split and merged while matters are open: old ones end, new ones begin, on record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from wuzhi.areas.checking import name_of_area, parent_of
from wuzhi.areas.codes import LENGTHS, Level, level_of, prefix_range
from wuzhi.areas.models import Area, AreaShape, Succession
from wuzhi.areas.outlines import sound, to_binary
from wuzhi.core import clock, history
from wuzhi.core.history import Author
from wuzhi.core.models import Verb
from wuzhi.core.versions import raise_version

Progress = Callable[[int, int], None]
Follower = Callable[[Sequence[Succession]], None]
NewArea = tuple[str, str, BaseGeometry | None]
_REGROUPED = (Level.GRID, Level.MICROGRID)

# Called in the regrouping's own transaction, in order: whoever holds codes moves what it holds.
on_regrouped: list[Follower] = []


@dataclass(frozen=True, slots=True)
class _Plan:
    """What was asked for, checked."""

    ending: list[Area]
    beginning: list[Area]
    outlines: dict[str, BaseGeometry]


def regroup(
    *,
    actor: Author,
    on: date,
    before: Sequence[str],
    after: Sequence[NewArea],
    progress: Progress | None = None,
) -> list[Succession]:
    """Ends grids or micro-grids on a day, begins others in their place; gives the successions recorded.

    What lies below an ended grid ends with it. Buildings and hamlets stay, and go to the new grid at
    their point. Raises ValidationError, in words, and then nothing has changed.
    """
    with transaction.atomic():
        plan = _checked(on, before, after)
        entries = [_end(area, on) for area in plan.ending]
        Area.objects.bulk_update(plan.ending, ["valid_until"], batch_size=500)
        _begin(plan)
        successions = _record(plan, on, actor.reference)
        moved = _move_places(plan, successions)
        history.record(actor, *entries, *map(history.added, plan.beginning), *moved)
        raise_version("areas")
        for done, follow in enumerate(on_regrouped, start=1):
            follow(successions)
            if progress:
                progress(done, len(on_regrouped))
    return successions


def _checked(on: date, before: Sequence[str], after: Sequence[NewArea]) -> _Plan:
    if not before or not after:
        raise ValidationError(_("A regrouping names the grids that end and those that begin."))
    if on < clock.today():
        raise ValidationError(_("Grids can't be regrouped from a day that has passed."))
    named = _named(before)
    below = Q()
    for area in named:
        below |= prefix_range("code", area.code)
    ending = list(Area.objects.filter(below, valid_until=None).order_by("code"))
    for area in ending:
        _must_have_begun(area, on)
    codes = [code for code, _name, _outline in after]
    if len(set(codes)) < len(codes):
        raise ValidationError(_("A new code is named twice."))
    used = Area.objects.filter(code__in=codes).values_list("code", flat=True).first()
    if used:
        facts = {"code": used}
        raise ValidationError(_("The code %(code)s is or was in force; a new grid needs a new code.") % facts)
    ending_codes = {area.code for area in ending}
    in_order = sorted(after, key=itemgetter(0))  # a grid before its micro-grids
    beginning = [_begun(code, name, on, ending_codes, set(codes)) for code, name, _outline in in_order]
    outlines = {code: sound(outline) for code, _name, outline in after if outline is not None}
    return _Plan(ending, beginning, outlines)


def _named(before: Sequence[str]) -> list[Area]:
    rows = Area.objects.select_for_update().filter(code__in=before, valid_until=None)
    found = {area.code: area for area in rows}
    for code in before:
        area = found.get(code)
        if area is None:
            raise ValidationError(_("No area in force has the code %(code)s.") % {"code": code[:30]})
        if area.level not in _REGROUPED:
            raise ValidationError(_("%(name)s is neither a grid nor a micro-grid.") % {"name": str(area)})
    return list(found.values())


def _must_have_begun(area: Area, on: date) -> None:
    if area.valid_from >= on:
        facts = {"name": str(area), "day": area.valid_from.isoformat()}
        raise ValidationError(_("%(name)s is in force only from %(day)s; it can't end before.") % facts)


def _end(area: Area, on: date) -> history.Entry:
    area.valid_until = on
    return history.changed(area, {"valid_until": None}, Verb.ENDED)


def _begun(code: str, name: str, on: date, ending: set[str], beginning: set[str]) -> Area:
    try:
        level = level_of(code)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if level not in _REGROUPED:
        raise ValidationError(_("%(name)s is neither a grid nor a micro-grid.") % {"name": code})
    above = code[: LENGTHS[Level.VILLAGE]], code[: LENGTHS[Level.GRID]]
    present = set(Area.objects.filter(code__in=above, valid_until=None).values_list("code", flat=True))
    parent_of(code, (present - ending) | (beginning - {code}))
    return Area(code=code, name=name_of_area(name), level=level, valid_from=on)


def _begin(plan: _Plan) -> None:
    """Grids before their micro-grids, so that each finds its parent."""
    for area in plan.beginning:
        above = LENGTHS[Level.VILLAGE if area.level == Level.GRID else Level.GRID]
        area.parent = Area.objects.get(code=area.code[:above], valid_until=None)
        area.synthetic = any(old.synthetic for old in plan.ending)
        outline = plan.outlines.get(area.code)
        if outline is not None:
            point = outline.representative_point()
            area.longitude, area.latitude = point.x, point.y
        area.save(force_insert=True)
        if outline is not None:
            AreaShape.objects.create(area=area, outline=to_binary(outline))


def _record(plan: _Plan, on: date, reference: str) -> list[Succession]:
    """Old to new on the same level (a micro-grid follows into a grid where no new micro-grids are named).

    Where both have outlines, only those that share ground; otherwise every new one may be the successor.
    """
    old_outlines = {
        shape.area_id: shapely.from_wkb(bytes(shape.outline))
        for shape in AreaShape.objects.filter(area__in=plan.ending)
    }
    pairs = []
    for old in plan.ending:
        level = [new for new in plan.beginning if new.level == old.level] or plan.beginning
        ground = old_outlines.get(old.pk)
        sharing = [new for new in level if _share_ground(ground, plan.outlines.get(new.code))]
        pairs += [(old, new) for new in sharing or level]
    return Succession.objects.bulk_create(
        [Succession(before=old, after=new, on=on, ordered_by=reference[:80]) for old, new in pairs]
    )


def _share_ground(old: BaseGeometry | None, new: BaseGeometry | None) -> bool:
    """More than a border: at least a thousandth of the smaller one. Unknown ground may be shared."""
    if old is None or new is None:
        return True
    return bool(old.intersection(new).area > 0.001 * min(old.area, new.area))


def _move_places(plan: _Plan, successions: Sequence[Succession]) -> list[history.Entry]:
    """Buildings and hamlets go to the new grid around their point, or to the only successor; else to none."""
    successors: dict[str, list[Area]] = {}
    for succession in successions:
        successors.setdefault(succession.before.code, []).append(succession.after)
    places = list(Area.objects.filter(grid_code__in=list(successors), valid_until=None))
    entries = []
    for place in places:
        before = history.facts(place, ["grid_code"])
        candidates = successors[place.grid_code]
        holding = [one for one in candidates if _holds(plan.outlines.get(one.code), place)]
        found = holding[:1] or (candidates if len(candidates) == 1 else [])
        place.grid_code = found[0].code if found else ""
        entries.append(history.changed(place, before))
    Area.objects.bulk_update(places, ["grid_code"], batch_size=500)
    return entries


def _holds(outline: BaseGeometry | None, place: Area) -> bool:
    if outline is None or place.longitude is None or place.latitude is None:
        return False
    return bool(shapely.intersects_xy(outline, place.longitude, place.latitude))
