"""A slip of the pen in a tracking code is told at once, and codes can't be guessed."""

from collections import Counter
from uuid import RFC_4122, UUID

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from wuzhi.core import ids

codes = st.builds(ids.new_tracking_code)


@given(codes)
def test_a_code_survives_how_people_write_it(code: str) -> None:
    shown = ids.show_tracking_code(code)
    assert ids.read_tracking_code(f"  {shown.lower()} ") == code
    assert ids.read_tracking_code(shown.replace("-", " ")) == code
    assert ids.read_tracking_code(code.replace("0", "O")) == code


@given(codes, st.integers(0, 11), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_found(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(ValidationError):
            ids.read_tracking_code(wrong)


@given(codes, st.integers(0, 10))
def test_two_neighbours_swapped_are_found(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(ValidationError):
            ids.read_tracking_code(wrong)


@pytest.mark.parametrize(
    "typed", ["", "K7M2", "K7M2-99XA-4TR", "你好你好你好你好你好你好", "K7M2\x0099XA4TRC", "A" * 5000]
)
def test_what_is_no_code_is_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError):
        ids.read_tracking_code(typed)


def test_codes_carry_at_least_fifty_random_bits() -> None:
    assert len(ids.ALPHABET) ** 11 > 2**50
    assert len({ids.new_tracking_code() for _number in range(2000)}) == 2000


def test_no_letter_of_a_code_is_likelier_than_another() -> None:
    found = Counter(letter for code in ids.new_tracking_codes(4000) for letter in code[:-1])
    assert set(found) == set(ids.ALPHABET)
    assert all(1000 < count < 1900 for count in found.values())  # 1,419 expected, 37 the standard deviation


def test_many_uuids_are_random_ones_and_differ() -> None:
    found = ids.new_uuid_texts(500)
    assert len(set(found)) == 500
    assert {(UUID(text).version, UUID(text).variant, str(UUID(text)) == text) for text in found} == {
        (4, RFC_4122, True)
    }
    assert {text[19] for text in found} == set("89ab")
    assert ids.new_uuid_texts(0) == ids.new_tracking_codes(0) == []
