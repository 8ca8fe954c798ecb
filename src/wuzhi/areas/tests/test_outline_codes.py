"""Under which property a feature of a GeoJSON file names its area."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.world import local
from wuzhi.areas.actions import import_areas
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.reading import read

ON = local("2026-01-01 00:00").date()


def _file(folder: Path, properties: dict[str, Any], geometry: object = None) -> Path:
    path = folder / "outlines.geojson"
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"code": "421081001", "adcode": "421081"}, "421081001"),
        ({"adcode": 421081}, "421081"),
        ({"province_adcode": "420000", "city_adcode": "421000", "district_adcode": "421081"}, "421081"),
        ({"province_adcode": "420000", "city_adcode": "421000", "district_adcode": None}, "4210"),
        ({"gb": "156421081"}, "421081"),
        ({"gb": "421081"}, "421081"),
        ({"code": "", "gb": "156421000"}, "4210"),
    ],
)
def test_the_narrowest_known_property_names_the_area(tmp_path: Path, properties: dict[str, Any], code: str) -> None:
    assert [outline.code for outline in read(_file(tmp_path, properties)).outlines] == [code]


def test_a_feature_without_any_of_them_is_named(tmp_path: Path) -> None:
    assert "district_adcode" in read(_file(tmp_path, {"name": "x"})).errors[0][1]


@pytest.mark.django_db
def test_such_an_outline_is_imported(tmp_path: Path, square: Callable[..., dict[str, Any]]) -> None:
    Area.objects.create(code="421081", name="石首市", level="county")
    report = import_areas(path=_file(tmp_path, {"district_adcode": "421081"}, square(112.0, 29.0)), on=ON)
    assert (report.errors, report.added, AreaShape.objects.count()) == ([], 1, 1)


@pytest.mark.data
@pytest.mark.django_db
def test_a_public_file_of_a_whole_province(test_data: Path) -> None:
    path = test_data / "boundaries" / "hubei_districts_tianditu_wgs84.geojson"
    codes = [outline.code for outline in read(path).outlines]
    Area.objects.bulk_create([Area(code=code, name=code, level="county") for code in codes])
    report = import_areas(path=path, on=ON)
    assert (report.errors, report.added) == ([], 103)
