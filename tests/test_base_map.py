"""A base map's address: read or refused in a sentence, and no more of it in the content policy than its origin."""

import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from tests.support.loop import Loop
from tests.support.source import ROOT
from wuzhi.settings import env

TILES = "https://t0.example.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=KEY"
NAMES = "https://t1.example.cn:8443/{z}/{x}/{y}.png"


def test_templates_are_read_in_their_order_and_origins_once() -> None:
    read = env.tiles("V", f" {TILES}\n{NAMES} {TILES}")
    assert read == [TILES, NAMES, TILES]
    assert env.origins(read) == ["https://t0.example.cn", "https://t1.example.cn:8443"]
    assert env.origins(env.tiles("V", "")) == []


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("t0.example.cn/{z}/{x}/{y}", "https://"),
        ("javascript:alert({x}{y}{z})", "https://"),
        ("https:///{z}/{x}/{y}", "https://"),
        ("https://t{s}.example.cn/{z}/{x}/{y}", "https://"),
        ("https://*.example.cn/{z}/{x}/{y}", "https://"),
        ("https://a.cn;script-src/{z}/{x}/{y}", "https://"),
        ("https://user:word@example.cn/{z}/{x}/{y}", "https://"),
        ("https://example.cn/{z}/{x}", "{y}"),
    ],
)
def test_what_is_no_template_is_refused_by_name(address: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="^WUZHI_BASE_MAP_URL: ") as refused:
        env.tiles("WUZHI_BASE_MAP_URL", address)
    assert says in str(refused.value)


def policy(url: str) -> str:
    """The content policy of an installation with this base map."""
    asked = "import django; django.setup(); from django.test import Client; print(Client().get('/healthz').headers)"
    command = [sys.executable, "-c", asked]
    given = {"DJANGO_SETTINGS_MODULE": "wuzhi.settings.test", "WUZHI_BASE_MAP_URL": url, "PATH": ""}
    return subprocess.run(command, env=given, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_the_policy_names_the_origin_alone_and_only_where_one_is_set() -> None:
    assert re.search(r"img-src 'self' data: blob: https://t0\.example\.cn[;'\"\\]", policy(TILES))
    assert re.search(r"connect-src 'self' https://t0\.example\.cn[;'\"\\]", policy(TILES))
    assert "DataServer" not in policy(TILES)
    assert "KEY" not in policy(TILES)
    assert "://" not in policy("")


def test_the_page_carries_tiles_source_and_number_as_data(loop: Loop, settings: Settings) -> None:
    page = loop.client().get("/report").content.decode()
    assert 'data-tiles="" data-credit=""' in page
    settings.BASE_MAP_TILES = [TILES, NAMES]
    settings.BASE_MAP_ATTRIBUTION = "<b>天地图</b>"
    settings.MAP_APPROVAL_NUMBER = "GS(2024)0000"
    page = loop.client().get("/report").content.decode()
    assert f'data-tiles="{TILES.replace("&", "&amp;")} {NAMES}"' in page
    assert "&lt;b&gt;天地图&lt;/b&gt; · Map approval number: GS(2024)0000" in page
    settings.BASE_MAP_TILES = []
    page = loop.client(language="zh-hans").get("/report").content.decode()
    assert 'data-tiles="" data-credit="审图号：GS(2024)0000"' in page


def test_outlines_say_what_is_made_up_and_carry_both_names(loop: Loop, client: Client) -> None:
    found = [one["properties"] for one in client.get("/areas/421081.geojson").json()["features"]]
    assert {one["synthetic"] for one in found if one["level"] != "county"} == {True}
    assert {"zh-Hans": "绣林街道", "en": "Xiulin"} in [one["names"] for one in found]
    assert {"zh-Hans": "桥南居委会", "en": "Qiaonan Community"} in [one["names"] for one in found]


def test_the_pin_and_the_list_of_towns_are_named_in_the_readers_language(loop: Loop) -> None:
    for language, name, village in (("en", "Xiulin", "Qiaonan Community"), ("zh-hans", "绣林街道", "桥南居委会")):
        reader = loop.client(language=language)
        point = reader.get("/areas/at", {"longitude": "112.05", "latitude": "29.6"}).json()
        assert point["name"].startswith(f"{name} · {village} · ")
        assert f'<option value="421081001">{name}</option>' in reader.get("/report").content.decode()
