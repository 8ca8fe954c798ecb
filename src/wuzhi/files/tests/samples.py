"""Recordings as phones and browsers make them, made here by FFmpeg's libraries: a tone and a moving square.

Every one carries along what must not stay: a place, a device, a title, chapters, a remark in the stream.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TypeVar

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

Stream = TypeVar("Stream", VideoStream, AudioStream)
CANARY = "canary"
PLACE = "+29.7210+112.4050/"
METADATA = {
    "title": f"{CANARY}-title",
    "artist": f"{CANARY}-artist",
    "comment": f"{CANARY}-comment",
    "location": PLACE,
    "location-eng": PLACE,
    "com.apple.quicktime.location.ISO6709": PLACE,
    "com.apple.quicktime.make": f"{CANARY}-make",
    "encoder": f"{CANARY}-encoder",
    "creation_time": "2026-03-10T09:00:00.000000Z",
}
# name → (container, sound codec, picture codec, options of the container)
KINDS: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {
    "m4a": ("ipod", "aac", "", {}),
    "mp3": ("mp3", "libmp3lame", "", {}),
    "aac": ("adts", "aac", "", {"write_id3v2": "1"}),
    "opus": ("ogg", "libopus", "", {}),
    "weba": ("webm", "libopus", "", {}),
    "webm-vp8": ("webm", "libopus", "libvpx", {}),
    "webm-vp9": ("webm", "libopus", "libvpx-vp9", {}),
    "webm-live": ("webm", "libopus", "libvpx", {"live": "1"}),
    "mp4": ("mp4", "aac", "libx264", {"movflags": "use_metadata_tags"}),
    "mp4-silent": ("mp4", "", "libx264", {}),
    "mp4-fragments": ("mp4", "aac", "libx264", {"movflags": "frag_keyframe+empty_moov+default_base_moof"}),
    "mp4-opus": ("mp4", "libopus", "libvpx-vp9", {"strict": "experimental"}),
    "mov": ("mov", "aac", "libx264", {"movflags": "use_metadata_tags"}),
    "mov-hevc": ("mov", "aac", "libx265", {"movflags": "use_metadata_tags"}),
    "3gp": ("3gp", "aac", "libx264", {}),
}
UNPLAYABLE: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {
    "amr": ("amr", "libopencore_amrnb", "", {}),
    "3gp-amr": ("3gp", "libopencore_amrnb", "h263", {}),
    "wav": ("wav", "pcm_s16le", "", {}),
    "ogg-vorbis": ("ogg", "vorbis", "", {}),
    "mkv-h264": ("matroska", "aac", "libx264", {}),
    "alac": ("ipod", "alac", "", {}),
}
SEEDS = tuple(KINDS)
WIDTH, HEIGHT, FRAMES = 176, 144, 25


@cache
def sample(name: str, seconds: float = 1.0) -> bytes:
    """A whole file of this kind."""
    container, sound, picture, options = {**KINDS, **UNPLAYABLE}[name]
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=dict(options)) as made:
        made.metadata.update(METADATA)
        video = _video(_added(made, VideoStream, picture, FRAMES)) if picture else None
        audio = _audio(_added(made, AudioStream, sound, _hertz(sound)), sound) if sound else None
        for stream in (video, audio):
            if stream is not None:
                stream.metadata.update({"title": f"{CANARY}-stream", "handler_name": f"{CANARY}-handler"})
        for half in range(round(seconds * 2)):
            if video is not None:
                _film(made, video, half)
            if audio is not None:
                _tone(made, audio, half)
        for stream in (video, audio):
            if stream is not None:
                made.mux(stream.encode(None))
    return out.getvalue()


def packets(content: bytes) -> dict[str, list[tuple[float, int, bool]]]:
    """What another reader finds: by kind of stream, each packet's time, size and whether one can begin there."""
    found: dict[str, list[tuple[float, int, bool]]] = {}
    with av.open(io.BytesIO(content), "r") as opened:
        for packet in opened.demux():
            if packet.pts is not None and packet.size:
                one = (round(float(packet.pts * packet.time_base), 2), packet.size, packet.is_keyframe)
                found.setdefault(packet.stream.type, []).append(one)
    return found


def decoded(content: bytes) -> dict[str, int]:
    """How many frames a decoder makes of each stream, complaining of none."""
    found: dict[str, int] = {}
    with av.open(io.BytesIO(content), "r", options={"err_detect": "explode"}) as opened:
        for frame in opened.decode():
            kind = "video" if isinstance(frame, av.VideoFrame) else "audio"
            found[kind] = found.get(kind, 0) + 1
    return found


def _added(made: av.container.OutputContainer, kind: type[Stream], codec: str, rate: int) -> Stream:
    """A stream of the kind that the codec makes."""
    found = made.add_stream(codec, rate=rate)
    assert isinstance(found, kind)
    return found


def _hertz(codec: str) -> int:
    return 8000 if "amr" in codec else 48000


def _video(stream: VideoStream) -> VideoStream:
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.codec_context.gop_size = 10
    stream.codec_context.time_base = Fraction(1, FRAMES)
    if stream.codec_context.codec.name == "libx265":
        stream.codec_context.options = {"x265-params": "log-level=none"}
    return stream


def _audio(stream: AudioStream, codec: str) -> AudioStream:
    stream.codec_context.layout = "stereo" if codec == "vorbis" else "mono"
    stream.codec_context.bit_rate = 12200 if "amr" in codec else 32000
    if codec == "vorbis":
        stream.codec_context.options = {"strict": "experimental"}
    return stream


def _film(made: av.container.OutputContainer, stream: VideoStream, half: int) -> None:
    for number in range(half * FRAMES // 2, (half + 1) * FRAMES // 2):
        picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
        picture[40:80, number % 100 : number % 100 + 40] = (200, 30, 30)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, FRAMES)
        made.mux(stream.encode(frame))


def _tone(made: av.container.OutputContainer, stream: AudioStream, half: int) -> None:
    hertz = stream.codec_context.sample_rate
    count = hertz // 2
    wave = (np.sin(np.arange(half * count, (half + 1) * count) * 440 * 2 * np.pi / hertz) * 8000).astype(np.int16)
    channels = stream.codec_context.layout.nb_channels
    frame = av.AudioFrame.from_ndarray(
        np.tile(wave, (channels, 1)), format="s16p", layout="mono" if channels == 1 else "stereo"
    )
    frame.sample_rate, frame.pts, frame.time_base = hertz, half * count, Fraction(1, hertz)
    made.mux(stream.encode(frame))
