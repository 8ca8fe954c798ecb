"""Outlines as they are kept: valid polygons in WGS 84 degrees, as well-known binary."""

import json

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

_KINDS = {"Polygon", "MultiPolygon"}
_MOST_POINTS = 500_000


def from_geojson(geometry: object) -> BaseGeometry:
    """A GeoJSON Polygon or MultiPolygon, repaired where its rings cross. Raises ValidationError, in words."""
    if not isinstance(geometry, dict) or geometry.get("type") not in _KINDS:
        raise ValidationError(_("An outline is a Polygon or a MultiPolygon."))
    try:
        found = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError) as error:
        raise ValidationError(_("The outline's coordinates can't be read.")) from error
    return sound(found)


def sound(outline: BaseGeometry) -> BaseGeometry:
    """The outline, valid, as polygons only, without a third coordinate. Raises ValidationError, in words."""
    if outline.is_empty or outline.geom_type not in _KINDS:
        raise ValidationError(_("The outline is empty, or is not made of polygons."))
    if shapely.get_num_coordinates(outline) > _MOST_POINTS:
        raise ValidationError(_("The outline has more than %(most)d points.") % {"most": _MOST_POINTS})
    flat = shapely.force_2d(outline)
    west, south, east, north = flat.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValidationError(_("The outline must be in degrees of longitude and latitude (WGS 84)."))
    mended = flat if flat.is_valid else _polygons(shapely.make_valid(flat))
    if mended.is_empty or not mended.area:
        raise ValidationError(_("The outline encloses nothing."))
    return mended


def to_binary(outline: BaseGeometry) -> bytes:
    """Well-known binary in one byte order and ring order, so that equal outlines are equal bytes."""
    return bytes(shapely.to_wkb(shapely.normalize(outline), byte_order=1))


def _polygons(outline: BaseGeometry) -> BaseGeometry:
    parts: list[BaseGeometry] = list(shapely.get_parts(outline))
    return shapely.union_all([part for part in parts if isinstance(part, Polygon | MultiPolygon)])
