"""A stranger's picture is drawn anew or refused with a sentence, whatever is in the file."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from wuzhi.files.pictures import LARGEST_BYTES, LONGEST_SIDE, MOST_SCANS, read_picture


def _image(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "canary-maker", 6
    exif.get_ifd(0x8825)[2] = (29.0, 43.0, 12.0)
    extra = {"exif": exif} if kind in {"JPEG", "WEBP", "PNG"} and mode == "RGB" else {}
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **extra)
    return out.getvalue()


SEEDS = {kind: _image(kind) for kind in ("JPEG", "PNG", "WEBP")}


def _read(content: bytes) -> tuple[int, int]:
    picture = read_picture(io.BytesIO(content), len(content))
    return picture.width, picture.height


@pytest.mark.parametrize("kind", SEEDS)
def test_it_is_turned_upright_and_carries_nothing_along(kind: str) -> None:
    assert b"canary-maker" in SEEDS[kind]
    picture = read_picture(io.BytesIO(SEEDS[kind]), len(SEEDS[kind]))
    assert (picture.width, picture.height) == (48, 64)
    assert picture.content.startswith(b"\xff\xd8")
    assert b"canary" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as again:
        assert dict(again.getexif()) == {}


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"),
                                            ("JPEG", "L"), ("JPEG", "CMYK"), ("WEBP", "RGBA")])  # fmt: skip
def test_every_usual_kind_is_read(kind: str, mode: str) -> None:
    assert _read(_image(kind, mode)) == (64, 48)


def test_a_large_one_is_made_smaller() -> None:
    assert max(_read(_image("JPEG", size=(2000, 900)))) == LONGEST_SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a" + b"\x01" * 60,
        _image("BMP"),
        _image("TIFF"),
        SEEDS["PNG"][:200],
        SEEDS["JPEG"][:200],
        SEEDS["WEBP"][:60],
    ],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValidationError, match=r"\w+"):
        _read(content)


def test_too_many_bytes() -> None:
    with pytest.raises(ValidationError):
        read_picture(io.BytesIO(SEEDS["PNG"]), LARGEST_BYTES + 1)


def _bomb(width: int, height: int) -> bytes:
    """A small PNG that unpacks to width × height grey pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width + 1)) for _row in range(min(height, 2000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(6400, 6400), (20000, 20000), (2**31 - 1, 2**31 - 1), (100_000_000, 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    content = (
        _bomb(min(size[0], 20000), size[1])
        if size[0] < 10**8
        else _bomb(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", *size))
    )
    with pytest.raises(ValidationError):
        _read(content)


@settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(sorted(SEEDS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.05, 1),
    head=st.booleans(),
)
def test_a_damaged_one_is_read_or_refused_and_nothing_else(
    kind: str, changes: list[tuple[float, int]], cut: float, head: bool
) -> None:
    content = bytearray(SEEDS[kind])
    for where, value in changes:
        content[int(where * (min(len(content), 300) if head else len(content)) * 0.999)] = value
    try:
        width, height = _read(bytes(content[: max(int(len(content) * cut), 20)]))
    except ValidationError:
        return
    assert 0 < width <= LONGEST_SIDE
    assert 0 < height <= LONGEST_SIDE


def _progressive(scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated; each repetition costs 65 bytes and a pass over all pixels."""
    out = io.BytesIO()
    Image.new("L", (64, 48), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + b"\xff\xd9"


def test_a_jpeg_of_many_scans_is_refused_before_it_is_unpacked() -> None:
    assert _read(_progressive(1)) == (64, 48)
    with pytest.raises(ValidationError, match="."):
        _read(_progressive(MOST_SCANS + 1))


def test_what_follows_a_jpeg_or_only_looks_like_a_scan_does_no_harm() -> None:
    assert _read(_progressive(1) + b"\xff\xda" * 200) == (64, 48)
    remark = b"\xff\xfe" + (402).to_bytes(2, "big") + b"\xff\xda" * 200
    seed = SEEDS["JPEG"]
    assert _read(seed[:2] + remark + seed[2:]) == (48, 64)
