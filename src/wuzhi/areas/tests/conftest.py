"""What the tests of areas share: fresh caches, a small territory, tables and outlines as files."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wuzhi.areas.actions import Report, import_areas
from wuzhi.core.versions import forget_stamps

ON = date(2026, 1, 1)
SMALL = """code,name,kind
42,湖北省,省
421081,石首市,county
421081001,绣林街道,街道
421081001001,桥南居委会,居委会
421081001002,解放路居委会,居委会
421081101,横沟市镇,镇
421081101201,桥南村委会,村委会
421081101202,新桥南村委会,村委会
421081001001001,第一网格,grid
421081001001002,第二网格,
42108100100100101,微网格 1,microgrid
421081001001B0001,1号楼,building
"""
Import = Callable[..., Report]
Square = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    forget_stamps()


@pytest.fixture
def import_text(tmp_path: Path) -> Import:
    """Imports a table given as text; `encoding` and `name` as asked."""

    def run(text: str, encoding: str = "utf-8", name: str = "areas.csv") -> Report:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return import_areas(path=path, on=ON)

    return run


@pytest.fixture
def small(import_text: Import, db: None) -> None:
    """Two towns, four villages, two grids, a micro-grid and a building."""
    assert import_text(SMALL).errors == []


@pytest.fixture
def import_outlines(tmp_path: Path) -> Import:
    """Imports outlines given as (code, GeoJSON geometry)."""

    def run(*outlines: tuple[object, object]) -> Report:
        features = [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in outlines]
        path = tmp_path / "outlines.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return import_areas(path=path, on=ON)

    return run


@pytest.fixture
def square() -> Square:
    """A square by its south-west corner and side, in degrees."""

    def make(x: float, y: float, side: float = 1.0) -> dict[str, Any]:
        ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
        return {"type": "Polygon", "coordinates": [ring]}

    return make
