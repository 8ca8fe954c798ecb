"""Codes tell level, containment and range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.areas.codes import LENGTHS, Level, level_of, prefix_range, prefixes_of, unpadded
from wuzhi.areas.models import Area


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("42", Level.PROVINCE),
        ("4210", Level.CITY),
        ("421081", Level.COUNTY),
        ("421081001", Level.TOWN),
        ("421081001001", Level.VILLAGE),
        ("421081001001001", Level.GRID),
        ("42108100100100101", Level.MICROGRID),
        ("421081001001E0001", Level.ESTATE),
        ("421081001001B0001", Level.BUILDING),
        ("421081001001H0001", Level.HAMLET),
        ("421081001001G0001", Level.GROUP),
    ],
)
def test_level_by_length_and_letter(code: str, level: Level) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize(
    "code",
    ["", "4", "4210811", "４２", "42108100100１B0001", "421081001001X0001", "421081001001B001", "42\0081"],
)
def test_what_is_no_code_is_said_in_words(code: str) -> None:
    with pytest.raises(ValueError, match=r"territory code|区划|代码"):
        level_of(code)


def test_a_building_lies_in_its_village() -> None:
    assert prefixes_of("421081001001B0001") == [
        "42",
        "4210",
        "421081",
        "421081001",
        "421081001001",
        "421081001001B0001",
    ]


@given(st.sampled_from(sorted(LENGTHS.values())), st.data())
def test_prefixes_contain_their_code(length: int, data: st.DataObject) -> None:
    code = data.draw(st.text("0123456789", min_size=length, max_size=length))
    found = prefixes_of(code)
    assert found[-1] == code
    assert all(code.startswith(prefix) for prefix in found)
    assert len(found) == sum(one <= length for one in LENGTHS.values())


@pytest.mark.django_db
def test_a_prefix_is_a_range_of_the_index() -> None:
    codes = ["420683", "421081", "421081001", "421081101", "421081999999B0001", "421083", "99", "990000"]
    Area.objects.bulk_create([Area(code=code, name=code, level=level_of(code)) for code in codes])
    scopes = {"421081": codes[1:5], "42": codes[:6], "99": codes[6:], "43": []}
    for prefix, wanted in scopes.items():
        assert list(Area.objects.filter(prefix_range("code", prefix)).values_list("code", flat=True)) == wanted


def test_a_scope_with_a_wildcard_is_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        prefix_range("code", "%")


@pytest.mark.parametrize(
    ("official", "ours"),
    [
        ("420000", "42"), ("420200", "4202"), ("429000", "4290"), ("421081", "421081"), ("421081000", "421081"),
        ("420000000000", "42"), ("420200000000", "4202"), ("421081000000", "421081"), ("421081001000", "421081001"),
        ("421081100000", "421081100"), ("421081001001", "421081001001"), ("421081001001000", "421081001001000"),
        ("4200", "4200"), ("000000", "00"), ("42108100100a", "42108100100a"), ("", ""),
    ],
)  # fmt: skip
def test_official_lists_fill_up_with_zeros(official: str, ours: str) -> None:
    assert unpadded(official) == ours
