"""Ids that leave the house: nothing in them tells order or time."""

import os
import uuid
from collections.abc import Iterable
from operator import mul

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# 31 characters, a prime: the check character finds every single wrong one and every swap of neighbours.
ALPHABET = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 11
_WEIGHTS = range(2, _LETTERS + 2)
_EVEN = 256 // len(ALPHABET) * len(ALPHABET)  # bytes beyond it would make some letters likelier than others
_VALUE_OF_BYTE = bytes(value % len(ALPHABET) for value in range(256))
_UNEVEN = bytes(range(_EVEN, 256))
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "J", "L": "J", "U": "V", "1": "J", "-": "", " ": ""})


def new_uuid() -> uuid.UUID:
    """A random UUID (version 4)."""
    return uuid.uuid4()


def new_uuid_texts(count: int) -> list[str]:
    """As many random UUIDs (version 4) in their usual text, for a bulk writer."""
    digits = os.urandom(16 * count).hex()
    return [
        f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{'89ab'[int(one[16], 16) % 4]}{one[17:20]}-{one[20:]}"
        for one in (digits[start : start + 32] for start in range(0, 32 * count, 32))
    ]


def new_tracking_code() -> str:
    """Twelve characters, 54 random bits and a check character: enough that nobody guesses one."""
    return new_tracking_codes(1)[0]


def new_tracking_codes(count: int) -> list[str]:
    """As many tracking codes, from one question for randomness."""
    wanted, values = count * _LETTERS, b""
    while len(values) < wanted:
        values += os.urandom(wanted - len(values) + _LETTERS).translate(_VALUE_OF_BYTE, _UNEVEN)
    bodies = (values[start : start + _LETTERS] for start in range(0, wanted, _LETTERS))
    return ["".join([ALPHABET[value] for value in body]) + _check_character(body) for body in bodies]


def read_tracking_code(typed: str) -> str:
    """The code as stored, from what a person typed (spaces, dashes, small letters, look-alikes).

    Raises ValidationError where it can't be one, so a slip of the pen never reaches the database.
    """
    code = typed.strip().upper().translate(_LOOKALIKES)
    if len(code) != _LETTERS + 1 or any(letter not in ALPHABET for letter in code):
        raise ValidationError(_("A tracking code has 12 letters and digits, such as K7M2-99XA-4TRC."))
    if _check_character([_VALUES[letter] for letter in code[:-1]]) != code[-1]:
        raise ValidationError(_("This tracking code has a wrong character. Please compare it with your receipt."))
    return code


def show_tracking_code(code: str) -> str:
    """The code in groups of four, as it is printed and read over the phone."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def show_number(own: uuid.UUID) -> str:
    """The number by which workers name a matter: the first 40 bits of its UUID, such as 3F9A1-2BC04."""
    return f"{own.hex[:5]}-{own.hex[5:10]}".upper()


def read_number(typed: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last UUID that a typed number may stand for; None where it is no such number."""
    digits = typed.replace("-", "").replace(" ", "").lower()
    if len(digits) != 10 or any(digit not in "0123456789abcdef" for digit in digits):
        return None
    return uuid.UUID(digits + "0" * 22), uuid.UUID(digits + "f" * 22)


def _check_character(values: Iterable[int]) -> str:
    return ALPHABET[sum(map(mul, _WEIGHTS, values)) % len(ALPHABET)]
