"""What a map asks: outlines to draw, and which grid a point lies in. Both are public facts."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzhi.areas import datum
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.directory import directory, in_force
from wuzhi.areas.locate import locator
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.queries import name_path
from wuzhi.core import clock
from wuzhi.core.naming import named
from wuzhi.core.versions import Versioned

_TOLERANCE = 0.0004  # degrees, about 40 m: finer than a pixel at the scale of a village
_DECIMALS = 5
_SHORTEST = LENGTHS[Level.COUNTY]
_PAGES = ("zh-Hans", "en")  # as pages name their language
_drawn = (Level.COUNTY, Level.TOWN, Level.VILLAGE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bytes of a GeoJSON answer and their tag."""

    content: bytes
    tag: str


_drawings: Versioned[dict[tuple[str, str], Drawing]] = Versioned("areas", dict, daily=True)


@require_safe
def outlines(request: HttpRequest, code: str) -> HttpResponse:
    """GeoJSON of an area and the towns and villages in it, simplified to about 40 m, WGS 84."""
    if directory().get(code) is None or len(code) < _SHORTEST or not code.isdigit():
        raise Http404
    held, language = _drawings.fresh(), get_language() or ""
    drawing = held.get((code, language))
    if drawing is None:
        drawing = held[code, language] = draw(code)
    answer = HttpResponse(drawing.content, content_type="application/geo+json")
    answer.headers["ETag"] = drawing.tag
    answer.headers["Cache-Control"] = "public, max-age=600"
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    found: HttpResponse = get_conditional_response(request, etag=drawing.tag, response=answer) or answer
    return found


@require_safe
def at(request: HttpRequest) -> JsonResponse:
    """The smallest area around a point, by name: {"name": …} or {"outside": …}; 400 where it is no point."""
    try:
        longitude, latitude = float(request.GET["longitude"]), float(request.GET["latitude"])
        point = datum.place(longitude, latitude, "wgs84")
    except (KeyError, ValueError, ValidationError):
        return JsonResponse({"error": _("This is no point on a map.")}, status=400)
    area = locator().locate(point.longitude, point.latitude)
    if area is None:
        return JsonResponse({"outside": _("This point lies outside the area that we serve.")})
    return JsonResponse({"code": area.code, "name": name_path(area.code)})


def draw(code: str) -> Drawing:
    """Reads and simplifies the outlines in a scope, named in the reader's language. One query; common borders stay."""
    shapes = AreaShape.objects.filter(
        in_force(clock.today(), "area__"), area__code__startswith=code, area__level__in=_drawn
    )
    rows = shapes.order_by("area__code").select_related("area").defer("source")
    features: list[dict[str, Any]] = []
    for level in _drawn:
        own = [row for row in rows if row.area.level == level]
        borders = shapely.coverage_simplify([shapely.from_wkb(bytes(row.outline)) for row in own], _TOLERANCE)
        features += [_feature(row.area, border) for row, border in zip(own, borders, strict=True)]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"), ensure_ascii=False)
    content = text.encode()
    return Drawing(content, f'"{hashlib.sha256(content).hexdigest()[:24]}"')


def _feature(area: Area, border: Any) -> dict[str, Any]:
    """`names` by the language of a page, since one answer serves all readers; `synthetic` where it was made up."""
    middle = shapely.transform(border.representative_point(), lambda points: points.round(_DECIMALS))
    rounded = shapely.transform(border, lambda points: points.round(_DECIMALS))
    return {
        "type": "Feature",
        "properties": {
            "code": area.code,
            "names": {page: named(area.name, area.name_en, page) for page in _PAGES},
            "level": area.level,
            "middle": [middle.x, middle.y],
            "synthetic": area.synthetic,
        },
        "geometry": json.loads(shapely.to_geojson(rounded)),
    }
