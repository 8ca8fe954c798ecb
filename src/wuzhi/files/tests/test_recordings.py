"""A stranger's recording is packed anew or refused with a sentence: nothing but sound and picture is left in it."""

import io
from collections.abc import Callable

import av
import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzhi.demo.tone import tone
from wuzhi.files.recordings import LARGEST_BYTES, LONGEST_SOUND, LONGEST_VIDEO, Recording, read_recording
from wuzhi.files.tests.samples import CANARY, HEIGHT, KINDS, UNPLAYABLE, WIDTH, decoded, packets, sample

TYPES = {
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "aac": "audio/aac", "opus": "audio/ogg", "weba": "audio/webm",
    "webm-vp8": "video/webm", "webm-vp9": "video/webm", "webm-live": "video/webm", "mp4": "video/mp4",
    "mp4-silent": "video/mp4", "mp4-fragments": "video/mp4", "mp4-opus": "video/mp4", "mov": "video/mp4",
    "mov-hevc": "video/mp4", "3gp": "video/mp4",
}  # fmt: skip
# What sets a sample's place, device, title and time down, and the names that programs leave.
TRACES = (CANARY.encode(), b"29.72", b"112.4", b"2026", b"Lavf", b"x264", b"x265")


def read(content: bytes) -> Recording:
    return read_recording(io.BytesIO(content), len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        read(content)
    (words,) = refused.value.messages
    return str(words)


@pytest.mark.parametrize("name", KINDS)
def test_what_phones_and_browsers_record_is_taken_and_plays(name: str) -> None:
    found = read(sample(name, 2.0))
    is_video = found.media_type.startswith("video/")
    assert found.media_type == TYPES[name]
    assert (found.width, found.height) == ((WIDTH, HEIGHT) if is_video else (0, 0))
    assert found.seconds in {2, 3}
    assert decoded(found.content) == decoded(sample(name, 2.0))


@pytest.mark.parametrize("name", KINDS)
def test_every_packet_is_kept_with_its_time(name: str) -> None:
    """Remarks in the picture's stream (its settings, say) are gone; they lie in the first packet."""
    before, after = packets(sample(name, 2.0)), packets(read(sample(name, 2.0)).content)
    assert before.keys() == after.keys()
    for kind in before:
        assert [(time, key) for time, _size, key in after[kind]] == [(time, key) for time, _size, key in before[kind]]
        assert [size for _time, size, _key in after[kind]][1:] == [size for _time, size, _key in before[kind]][1:]


@pytest.mark.parametrize("name", KINDS)
def test_place_device_title_and_time_are_gone(name: str) -> None:
    content = read(sample(name)).content
    assert any(trace in sample(name) for trace in TRACES), "the sample carries something"
    assert [trace for trace in TRACES if trace in content] == []
    with av.open(io.BytesIO(content)) as opened:
        metadata = {**opened.metadata, **{k: v for stream in opened.streams for k, v in stream.metadata.items()}}
        assert set(metadata) <= {"encoder", "ENCODER", "DURATION", "language", "major_brand", "minor_version",
                                 "compatible_brands", "handler_name", "vendor_id"}  # fmt: skip
        assert {value for key, value in metadata.items() if key.lower() in {"encoder", "handler_name"}} <= {"", "Wuzhi"}
        assert not opened.chapters()
        assert {stream.type for stream in opened.streams} <= {"audio", "video"}


def test_the_place_of_a_phone_s_video_is_gone_byte_by_byte() -> None:
    """As Android (©xyz in udta) and iPhones (mdta keys) write it, in boxes of their own and beside the samples."""
    place = b"+29.7210+112.4050/"
    video = sample("mov")
    assert place in video
    hidden = len(place).to_bytes(2, "big") + b"\x15\xc7" + place
    udta = (16 + len(hidden)).to_bytes(4, "big") + b"udta" + (8 + len(hidden)).to_bytes(4, "big") + b"\xa9xyz" + hidden
    for content in (video + udta, udta[:0] + video + b"\x00\x00\x00\x30free" + place + bytes(22)):
        assert place not in read(content).content


@pytest.mark.parametrize("name", UNPLAYABLE)
def test_what_no_browser_plays_is_said_so(name: str) -> None:
    assert "No browser plays" in refusal(sample(name))


def test_too_many_bytes() -> None:
    with pytest.raises(ValidationError, match="5 MB"):
        read_recording(io.BytesIO(b""), LARGEST_BYTES + 1)


@pytest.mark.parametrize(
    ("content", "longest"),
    [
        (lambda: tone(LONGEST_SOUND), LONGEST_SOUND),
        (lambda: sample("mp3", LONGEST_SOUND), LONGEST_SOUND),
        (lambda: sample("mp4", LONGEST_VIDEO), LONGEST_VIDEO),
    ],
)
def test_the_longest_are_taken(content: Callable[[], bytes], longest: int) -> None:
    assert read(content()).seconds == longest


@pytest.mark.parametrize(
    "content",
    [
        lambda: tone(LONGEST_SOUND + 3),
        *(lambda name=name: sample(name, LONGEST_SOUND + 3) for name in ("m4a", "mp3", "aac", "weba")),
        *(lambda name=name: sample(name, LONGEST_VIDEO + 3) for name in ("mp4", "webm-vp8", "mp4-fragments")),
    ],
)
def test_longer_ones_are_refused(content: Callable[[], bytes]) -> None:
    assert "three minutes" in refusal(content())


@pytest.mark.parametrize("name", KINDS)
def test_one_that_was_cut_off_is_read_as_far_as_it_goes_or_refused(name: str) -> None:
    whole = sample(name)
    for part in (0.02, 0.1, 0.5, 0.9, 0.99):
        try:
            found = read(whole[: int(len(whole) * part)])
        except ValidationError:
            continue
        assert sum(map(len, packets(found.content).values())) <= sum(map(len, packets(whole).values()))


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(KINDS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.05, 1),
    head=st.booleans(),
)
def test_a_damaged_one_is_read_or_refused_and_nothing_else(
    name: str, changes: list[tuple[float, int]], cut: float, head: bool
) -> None:
    content = bytearray(sample(name))
    for where, value in changes:
        content[int(where * (min(len(content), 1500) if head else len(content)) * 0.999)] = value
    try:
        found = read(bytes(content[: max(int(len(content) * cut), 20)]))
    except ValidationError:
        return
    assert 0 <= found.seconds <= LONGEST_SOUND
    assert len(found.content) <= 2 * len(content) + 5000
    assert found.media_type in TYPES.values()


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.sampled_from([b"\x1a\x45\xdf\xa3", b"OggS\x00\x02", b"\x00\x00\x00\x08ftyp", b"ID3\x03\x00", b"\xff\xf1", b""]),
    st.binary(max_size=400),
)
def test_noise_is_refused(front: bytes, noise: bytes) -> None:
    refusal(front + noise)
