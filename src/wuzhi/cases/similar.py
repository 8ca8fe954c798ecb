"""Matters that may be the same one, and those that were merged or split: never more than the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians

from django.db.models import Q

from wuzhi.areas.codes import LENGTHS, Level, prefix_range
from wuzhi.cases.catalogue import catalogue
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.people.actor import Actor

NEAR_METRES = 500
RECENT = timedelta(days=90)
MOST = 5
_LOOKED_AT = 200
_METRES_A_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Similar:
    """Another matter of the same kind nearby; `metres` where both have a point."""

    case: Case
    metres: int | None
    same_grid: bool


@dataclass(frozen=True, slots=True)
class Related:
    """The other ends of merges and splits that the viewer sees, and whether the one it went into is out of sight."""

    into: Case | None
    merged: list[Case]
    split_from: Case | None
    parts: list[Case]
    into_hidden: bool = False


def similar(viewer: Actor, case: Case) -> list[Similar]:
    """Open ones, and those that ended within RECENT, of the same kind of matter, in the same village or within
    NEAR_METRES; the nearest first. At most two queries, along the indexes of places.
    """
    category = catalogue.fresh().category(case.category_id)
    village, town = (case.area_code[: LENGTHS[level]] for level in (Level.VILLAGE, Level.TOWN))
    if category is None or len(village) < LENGTHS[Level.TOWN]:
        return []
    same = [one.id for one in catalogue.fresh().categories(case.process) if one.kind == category.kind]
    alike = Q(process=case.process, category__in=same, about_unit=case.about_unit_id)
    apart = Q(pk=case.pk) | Q(merged_into__isnull=False)
    seen = Case.objects.visible_to(viewer).filter(alike).exclude(apart).order_by("-id")
    inside, box = prefix_range("area_code", village), _box(case)
    near = prefix_range("area_code", town) & (inside | box) if box else inside
    found = list(seen.filter(near, closed_at__isnull=True)[:_LOOKED_AT])
    ended = clock.now() - RECENT
    found += list(seen.filter(inside, opened_at__gte=ended - RECENT, closed_at__gte=ended)[:_LOOKED_AT])
    return sorted((_measured(case, other) for other in found), key=_order)[:MOST]


def related(viewer: Actor, case: Case) -> Related:
    """Both directions. One query."""
    ends = [pk for pk in (case.merged_into_id, case.split_from_id) if pk]
    wanted = Q(pk__in=ends) | Q(merged_into=case.pk) | Q(split_from=case.pk)
    seen = list(Case.objects.visible_to(viewer).filter(wanted).order_by("-id")[:_LOOKED_AT])
    into = next((one for one in seen if one.pk == case.merged_into_id), None)
    return Related(
        into,
        [one for one in seen if one.merged_into_id == case.pk],
        next((one for one in seen if one.pk == case.split_from_id), None),
        [one for one in seen if one.split_from_id == case.pk],
        into_hidden=case.merged_into_id is not None and into is None,
    )


def _box(case: Case) -> Q | None:
    if case.longitude is None or case.latitude is None:
        return None
    high = NEAR_METRES / _METRES_A_DEGREE
    wide = high / max(cos(radians(case.latitude)), 0.1)
    across = Q(longitude__range=(case.longitude - wide, case.longitude + wide))
    return across & Q(latitude__range=(case.latitude - high, case.latitude + high))


def _measured(case: Case, other: Case) -> Similar:
    metres = None
    if None not in (case.longitude, case.latitude, other.longitude, other.latitude):
        up = (other.latitude or 0) - (case.latitude or 0)
        across = ((other.longitude or 0) - (case.longitude or 0)) * cos(radians(case.latitude or 0))
        metres = round(hypot(up, across) * _METRES_A_DEGREE)
    return Similar(other, metres, other.area_code == case.area_code)


def _order(one: Similar) -> tuple[bool, int, int]:
    """Open ones first, then by distance: a grid without points counts as near, a village as further."""
    assumed = NEAR_METRES // 2 if one.same_grid else NEAR_METRES * 2
    return (not one.case.is_open, one.metres if one.metres is not None else assumed, -one.case.pk)
