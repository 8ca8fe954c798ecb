"""Naming places without a query, finding villages as people say them."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from wuzhi.areas import queries
from wuzhi.areas.models import Area
from wuzhi.core.versions import forget_stamps, raise_version

pytestmark = pytest.mark.usefixtures("small")


def test_by_code_and_path_need_no_query_once_read(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.by_code("42")
    with django_assert_num_queries(0):
        grid = queries.by_code("421081001001001")
        assert grid is not None
        assert (grid.name, grid.level, grid.parent_code) == ("第一网格", "grid", "421081001001")
        assert queries.by_code("421081001009") is None
        assert queries.name_path("421081001001") == "绣林街道 · 桥南居委会"


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("421081001", "绣林街道"),
        ("421081", "石首市"),
        ("42108100100100101", "绣林街道 · 桥南居委会 · 第一网格 · 微网格 1"),
        ("421081001001B0001", "绣林街道 · 桥南居委会 · 1号楼"),
        ("421081001001999", "绣林街道 · 桥南居委会"),
        ("110000", ""),
    ],
)
def test_name_path(code: str, path: str) -> None:
    assert queries.name_path(code) == path


def test_readers_of_english_get_english_names_where_there_are_some() -> None:
    Area.objects.filter(code="421081001").update(name_en="Xiulin")
    Area.objects.filter(code="421081101201").update(name_en="South Bridge")
    forget_stamps()
    raise_version("areas")
    for language, path in (("en", "Xiulin · 桥南居委会"), ("zh-hans", "绣林街道 · 桥南居委会")):
        with translation.override(language):
            assert queries.name_path("421081001001") == path
            town = queries.by_code("421081001")
            assert str(town) == str(Area.objects.get(code="421081001")) == path.partition(" ")[0]
    assert [one.name for one in queries.villages_named(" south  bridge", "42")] == ["桥南村委会"]


def test_children_skip_a_missing_level() -> None:
    assert [one.code for one in queries.children("")] == ["42"]
    assert [one.code for one in queries.children("42")] == ["421081"]
    assert [one.code for one in queries.children("421081001001")] == [
        "421081001001001",
        "421081001001002",
        "421081001001B0001",
    ]


@pytest.mark.parametrize(
    ("text", "within", "names"),
    [
        ("桥南居委会", "42", ["桥南居委会", "桥南村委会", "新桥南村委会"]),
        ("桥南", "421081", ["桥南居委会", "桥南村委会", "新桥南村委会"]),
        ("桥南社区", "421081001", ["桥南居委会"]),
        ("桥南村", "421081101", ["桥南村委会", "新桥南村委会"]),
        (" 新桥 南 ", "42", ["新桥南村委会"]),
        ("解放路社区居民委员会", "42", ["解放路居委会"]),
        ("", "42", []),
        ("   ", "42", []),
        ("绣林", "42", []),
        ("\0", "42", []),
    ],
)
def test_villages_named(text: str, within: str, names: list[str]) -> None:
    assert [one.name for one in queries.villages_named(text, within)] == names


def test_successor_of_what_has_not_ended_is_itself() -> None:
    assert queries.successor_code("421081001001001") == "421081001001001"
    with pytest.raises(Area.DoesNotExist):
        queries.successor_code("421081001001999")
