"""A made-up voice recording: a humming tone that is nobody's voice."""

from wuzhi.files.containers import ogg

# One packet of Opus (20 ms of a tone); played over and over it hums.
_PACKET = bytes.fromhex("4b01a4b738505da04f627a70fc877939f77c57293563de6635002d6dc22b")
_SAMPLES = 960
_HEAD = b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + ogg.HERTZ.to_bytes(4, "little") + bytes(3)


def tone(seconds: int) -> bytes:
    """So many seconds of it, as a phone's recorder would send them: Opus in Ogg."""
    each = ogg.HERTZ // _SAMPLES
    pages = [
        ogg.Page(0, (second * ogg.HERTZ).to_bytes(8, "little"), bytes([len(_PACKET)]) * each, _PACKET * each)
        for second in range(1, seconds + 1)
    ]
    return ogg.write(_HEAD, pages)
